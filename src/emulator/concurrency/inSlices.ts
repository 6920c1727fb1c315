import { inTurn, slice } from './inTurn.js';

/** Does something with each of many, and lets others in now and then. */
export const inSlices = async <T>(items: Iterable<T>, work: (item: T) => void): Promise<void> => {
  const iterator = items[Symbol.iterator]();
  const some = (): boolean => {
    const until = performance.now() + slice;
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
      work(next.value);
      if (performance.now() > until) return false;
    }
    return true;
  };
  while (!(await inTurn(some)));
};
