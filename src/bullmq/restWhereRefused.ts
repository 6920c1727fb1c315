import type { Worker } from 'bullmq';

/** How long a worker rests, in ms. */
const rest = 1000;

/** Has a worker rest where Redis refuses to write, for want of memory or disk: BullMQ would ask again at once, and again. */
export const restWhereRefused = (runner: Pick<Worker, 'on' | 'pause' | 'resume' | 'closing'>): void => {
  let isResting = false;
  runner.on('error', ({ name }) => {
    if (name !== 'ReplyError' || isResting) return;
    isResting = true;
    void runner.pause(true);
    setTimeout(() => {
      isResting = false;
      if (runner.closing === undefined) void runner.resume();
    }, rest).unref();
  });
};
