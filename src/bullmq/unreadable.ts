import {
  InvalidRequest,
  snapshotFromJSON,
  snapshotToJSON,
  type ContextSyncResult,
  type SyncHandle,
  type SyncSnapshot,
} from '../index.js';
import type { SyncJob, SyncJobData } from './SyncJob.js';

/** How a sync ends whose state cannot be read, as JSON: all that is known of it is what was told last. */
export const unreadableEnd = ({ data, progress }: Pick<SyncJob, 'data' | 'progress'>, why: string): object => {
  const error = new InvalidRequest('checkpoint', `must be as it was kept: ${why}`);
  const { contextStatusData, progress: counted, polls, elapsed, requestId, handle } = lastTold(data, progress);
  const known = { contextStatusData, progress: counted, polls, elapsed, requestId, handle };
  const end = {
    ...known,
    state: 'unconfirmed',
    done: true,
    success: false,
    errorMessage: error.message,
    error,
  } as const;
  return snapshotToJSON(end satisfies ContextSyncResult);
};

type Told = Pick<SyncSnapshot, 'contextStatusData' | 'progress' | 'polls' | 'elapsed' | 'requestId' | 'handle'>;

const lastTold = (data: SyncJobData, progress: unknown): Told => {
  try {
    return snapshotFromJSON(progress);
  } catch {
    const counted = { total: 0, finished: 0, failed: 0 };
    return { contextStatusData: [], progress: counted, polls: 0, elapsed: 0, requestId: '', handle: handleOf(data) };
  }
};

const handleOf = ({ sessionId, checkpoint }: SyncJobData): SyncHandle => {
  const { contextId, path, mode } = checkpoint.options;
  return { version: 1, sessionId, contextId, path, mode, requestId: '', triggeredAt: Date.now(), accepted: false };
};
