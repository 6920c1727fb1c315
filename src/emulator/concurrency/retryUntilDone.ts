import { setTimeout as sleep } from 'node:timers/promises';

/** In ms. */
const pause = 1000;

/** Does something, again and again until it works: a disk that is full is not full for ever. Rejects where it is stopped. */
export const retryUntilDone = async (work: () => Promise<void> | void, stop: AbortSignal): Promise<void> => {
  for (;;) {
    try {
      await work();
      return;
    } catch {
      await sleep(pause, undefined, { signal: stop, ref: false });
    }
  }
};
