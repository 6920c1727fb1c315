import { setImmediate } from 'node:timers';

/** In ms: for so long they work in a row. */
export const slice = 10;

const waiting: (() => void)[] = [];

/**
 * Does something that nobody can interrupt, as writing a file at once is: when others did, the requests that came meanwhile
 * are looked at first. Thousands may want to at the same time.
 */
export const inTurn = <T>(work: () => T): Promise<T> =>
  new Promise((resolve) => {
    const done = (): void => {
      // What it throws is a rejection.
      const result = new Promise<T>((tell) => {
        tell(work());
      });
      resolve(result);
    };
    if (waiting.push(done) === 1) setImmediate(workOn);
  });

const workOn = (): void => {
  const until = performance.now() + slice;
  do waiting[0]?.();
  while (waiting.shift() !== undefined && waiting.length > 0 && performance.now() < until);
  if (waiting.length > 0) setImmediate(workOn);
};
