/** How long the same is not told again, in ms. */
const longEnough = 60_000;

/** How many kinds are remembered. */
const most = 100;

/** Warns of the same once in a while: a Redis that is away is found so again and again. */
export const warnSparingly = (
  warn: (warning: Error) => void = (warning) => {
    process.emitWarning(warning);
  },
  now = (): number => performance.now(),
): ((warning: Error) => void) => {
  const toldAt = new Map<string, number>();
  return (warning) => {
    const { message } = warning;
    if (now() - (toldAt.get(message) ?? -Infinity) < longEnough) return;
    if (toldAt.size >= most) toldAt.clear();
    toldAt.set(message, now());
    warn(warning);
  };
};
