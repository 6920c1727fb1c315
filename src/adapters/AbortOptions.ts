/** What every promise of this library takes. */
export interface AbortOptions {
  /** Stops the request in flight and all waiting at once; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Takes the signal out of options: streams know none. What is no signal stays in, and is refused there by its name. */
export const splitSignal = (
  given: unknown,
): { readonly signal: AbortSignal | undefined; readonly options: unknown } => {
  if (typeof given !== 'object' || given === null || !('signal' in given)) return { signal: undefined, options: given };
  const { signal, ...options } = given;
  if (signal === undefined || signal === null) return { signal: undefined, options };
  return isSignal(signal) ? { signal, options } : { signal: undefined, options: given };
};

// Not `instanceof`: signals come from other realms, and from polyfills.
export const isSignal = (value: unknown): value is AbortSignal =>
  typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
