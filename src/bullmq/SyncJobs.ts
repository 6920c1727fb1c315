import type { Queue } from 'bullmq';
import type { sessionStates } from './sessionStates.js';
import type { SessionJobData, SyncJobData } from './SyncJob.js';

/** Where the workers of a queue find what they work on. */
export interface SyncJobs {
  readonly syncs: Queue<SyncJobData>;
  readonly sessions: Queue<SessionJobData>;
  readonly states: ReturnType<typeof sessionStates>;
}
