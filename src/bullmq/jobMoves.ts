import { DelayedError, type Job } from 'bullmq';

/** How BullMQ says that a job is not there, that another one has its lock, or that it is where others put it. */
const missing = -1;
const moved: readonly unknown[] = [-2, -3, -6];

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown } | null)?.code;

/** Puts a job back, to be run again after so many ms. */
export const later = async (job: Job, delay: number, token: string | undefined): Promise<never> => {
  await unlessMoved(job.moveToDelayed(Date.now() + delay, token));
  throw new DelayedError();
};

/** Moves a job, unless others did. */
export const unlessMoved = async (moving: Promise<unknown>): Promise<void> => {
  await moving.catch((error: unknown) => {
    if (!moved.includes(codeOf(error))) throw error;
  });
};

/** Whether the job is there that something is asked of. */
export const isThere = async (asked: Promise<unknown>): Promise<boolean> =>
  asked.then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === missing) return false;
      throw error;
    },
  );
