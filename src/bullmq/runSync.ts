import type { Job } from 'bullmq';
import type { SyncCheckpoint, SyncHandle } from '../index.js';
import { isObject } from './isObject.js';
import { later } from './jobMoves.js';
import { longestUnwatched, sessionJobOptions, type SyncJobData } from './SyncJob.js';
import type { SyncJobs } from './SyncJobs.js';
import { unreadableEnd } from './unreadable.js';

/** How long a sync waits until it asks again, in ms, if the job of its session may have missed it. */
const askedAgain = 1000;

/** Hands a sync over to the job of its session; at its end, that has this one run again. */
export const runSync =
  ({ sessions, states }: SyncJobs) =>
  async (job: Job<SyncJobData>, token = ''): Promise<unknown> => {
    const { id = '', progress } = job;
    const { sessionId, checkpoint } = job.data;
    const found = await states.readOne(sessionId, id);
    const isOwn = found?.added === undefined || found.added === job.timestamp;
    // Of a sync that had this id before: its job was removed.
    if (!isOwn) await states.remove(sessionId, id, found.added);
    const state = isOwn ? found : undefined;
    const unreadable = state?.unreadable === undefined ? undefined : unreadableEnd(job, state.unreadable);
    const result = state?.result ?? (isOver(progress) ? progress : unreadable);
    if (result !== undefined) {
      // In this order: whoever finds neither would begin the sync anew.
      if (!isOver(progress)) await job.updateProgress(result);
      await states.remove(sessionId, id, job.timestamp);
      return result;
    }
    const added = { checkpoint: goneOn(checkpoint, progress), added: job.timestamp };
    const mayBeMissed = await states.add(sessionId, { jobId: id, token }, added);
    await sessions.add('session', { sessionId }, sessionJobOptions(sessionId));
    const isBegun = state?.checkpoint?.startedAt !== undefined;
    return later(job, mayBeMissed && !isBegun ? askedAgain : longestUnwatched, token);
  };

const isSnapshot = (progress: unknown): progress is { readonly done: boolean; readonly handle: SyncHandle } =>
  isObject(progress) && 'done' in progress && 'handle' in progress;

const isOver = (progress: unknown): progress is object => isSnapshot(progress) && progress.done;

/** The sync as it went on, where Redis lost how far it was: it was triggered already. */
const goneOn = (checkpoint: SyncCheckpoint, progress: unknown): SyncCheckpoint =>
  isSnapshot(progress) ? { ...checkpoint, phase: 'following', handle: progress.handle } : checkpoint;
