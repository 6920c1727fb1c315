import type { Job, KeepJobs, QueueOptions, WorkerOptions } from 'bullmq';
import type { SyncCheckpoint } from '../index.js';

/** Where the jobs of syncs are. */
export interface SyncQueueSettings extends Pick<QueueOptions, 'connection' | 'prefix'> {
  /** The name of the queue: one for each API key, for the service throttles by key. A second queue, of sessions, is named after it. */
  readonly queue: string;
  /**
   * Told what goes wrong with Redis, which is tried again; and by a worker, what makes a job be tried again, and that Redis may forget a
   * trigger when it crashes.
   * @default process.emitWarning, once a minute for the same
   */
  readonly onWarning?: ((warning: Error) => void) | undefined;
}

/** What the job of a sync is about. */
export interface SyncJobData {
  /** The session that is synced. */
  readonly sessionId: string;
  /** The sync, as nothing was sent of it. How far it is stands beside the session. */
  readonly checkpoint: SyncCheckpoint;
}

/** The job of a sync: its progress is the newest snapshot as JSON, its return value the last one. `snapshotFromJSON` reads both. */
export type SyncJob = Job<SyncJobData, unknown>;

/** What the job of a session is about. */
export interface SessionJobData {
  readonly sessionId: string;
}

/** How many finished jobs are kept, and for how long: as long as they are, the same `id` begins no second sync. */
export const keptByDefault: KeepJobs = { age: 24 * 60 * 60 };

/** What throws is tried again, for ever: no job is lost by what happens to whoever runs it. */
export const neverGivenUp = {
  attempts: Number.MAX_SAFE_INTEGER,
  backoff: { type: 'fixed', delay: 1000 },
  // Else the job would keep, and bring along, the stack of each try.
  stackTraceLimit: 1,
};

/**
 * What is special about the workers, in ms. Who is killed is missed when its lock ends: BullMQ's own half minutes were a minute for
 * each. It may happen to a job any number of times.
 */
export const promptly = {
  lockDuration: 10_000,
  stalledInterval: 5000,
  maxStalledCount: Number.MAX_SAFE_INTEGER,
  // After a connection that broke.
  runRetryDelay: 1000,
} satisfies Partial<WorkerOptions>;

/** The queue of the sessions whose syncs are in a queue. */
export const sessionQueueOf = (queue: string): string => `${queue}.sessions`;

/** The job of a session: there is one at a time, and whoever asks for it meanwhile has it run at once. */
export const sessionJobOptions = (sessionId: string) => ({
  ...neverGivenUp,
  removeOnComplete: true,
  deduplication: { id: sessionId, reschedule: true, keepLastIfActive: true },
});

/** How long a sync may go unwatched, in ms, whatever became of its session's job. */
export const longestUnwatched = 600_000;
