import { setImmediate } from 'node:timers/promises';

/** In ms: for so long nobody else has a turn. */
const slice = 10;

/** Does something with each of many, and lets others in now and then. */
export const inSlices = async <T>(items: Iterable<T>, work: (item: T) => void): Promise<void> => {
  let begun = performance.now();
  for (const item of items) {
    work(item);
    if (performance.now() - begun < slice) continue;
    await setImmediate();
    begun = performance.now();
  }
};
