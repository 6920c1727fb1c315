import { setImmediate } from 'node:timers/promises';

/** How long the thread is held at a time, in ms: short enough for a spinner, and for whoever wants to stop. */
const slice = 50;

/**
 * For work of many small steps, each done by a synchronous call: for small files these take a tenth of the time that promises take.
 * What it returns is awaited after each step. Where a slice of time is over, it tells so, lets all else have its turn, and rejects
 * with the signal's reason where the work is to stop.
 */
export const timeSlices = (signal: AbortSignal, onSlice: () => void = () => undefined): (() => Promise<void>) => {
  signal.throwIfAborted();
  let end = performance.now() + slice;
  return async () => {
    if (performance.now() < end) return;
    onSlice();
    await setImmediate();
    signal.throwIfAborted();
    end = performance.now() + slice;
  };
};
