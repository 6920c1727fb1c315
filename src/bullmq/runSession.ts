import type { Job } from 'bullmq';
import type { ContextManager, SyncCheckpoint } from '../index.js';
import { isThere, later, unlessMoved } from './jobMoves.js';
import type { TakeTurn } from './limiterTurns.js';
import { SyncRemoved, type SyncState } from './sessionStates.js';
import { sessionStep } from './sessionStep.js';
import { longestUnwatched, type SessionJobData, type SyncJobData } from './SyncJob.js';
import type { SyncJobs } from './SyncJobs.js';

/** How long those whose end was told wait until they are told again, in ms, if they were not there to hear it. */
const toldAgain = 1000;

/** Takes the syncs of a session a step further. */
export const runSession = (
  { syncs, sessions, states }: SyncJobs,
  contextOf: (sessionId: string) => ContextManager,
  takeTurn: TakeTurn,
) => {
  /** The job of a sync; undefined where it was removed, whatever has its id since. */
  const jobOf = async (id: string, { added }: SyncState): Promise<Job<SyncJobData> | undefined> => {
    const job = await syncs.getJob(id);
    return added === undefined || job?.timestamp === added ? job : undefined;
  };

  /** Has the job of a sync that is over run again, which gives its result. */
  const wake = async (sessionId: string, id: string, state: SyncState): Promise<void> => {
    const job = await jobOf(id, state);
    if (job === undefined || job.finishedOn !== undefined) await states.remove(sessionId, id, state.added);
    else await unlessMoved(job.promote());
  };

  return async (job: Job<SessionJobData>, token = ''): Promise<void> => {
    const { sessionId } = job.data;
    const lock = { jobId: job.id ?? '', token };
    const before = await states.read(sessionId);
    const save = async (id: string, checkpoint: SyncCheckpoint): Promise<void> => {
      const state = before.get(id) ?? {};
      if ((await jobOf(id, state)) === undefined) {
        await states.remove(sessionId, id, state.added);
        throw new SyncRemoved('the job of the sync was removed');
      }
      await states.write(sessionId, lock, new Map([[id, { ...state, checkpoint }]]));
    };
    const breaks = job.stalledCounter + job.attemptsMade;
    const step = await sessionStep(() => contextOf(sessionId), before, breaks, save, takeTurn);
    const { changed, news, throttled, delay } = step;
    const failures = step.failures.filter((failure) => !(failure instanceof SyncRemoved));
    const count = await states.write(sessionId, lock, changed);
    // Those whose job somebody removed are watched no more.
    for (const [id, snapshot] of news) {
      const state = before.get(id) ?? {};
      const told = await jobOf(id, state);
      if (told === undefined || !(await isThere(told.updateProgress(snapshot))))
        await states.remove(sessionId, id, state.added);
    }
    if (throttled > 0) await sessions.rateLimit(throttled);
    if (failures.length > 0) throw failures[0];
    const over = [...before, ...changed].filter(([, { checkpoint }]) => checkpoint === undefined);
    for (const [id, state] of over) await wake(sessionId, id, state);
    if (count === 0) return;
    const hasMore = count > before.size;
    await later(job, hasMore ? 0 : Math.min(delay, over.length > 0 ? toldAgain : longestUnwatched), token);
  };
};
