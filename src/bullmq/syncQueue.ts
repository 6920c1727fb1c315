import { randomUUID } from 'node:crypto';
import { Queue, QueueEvents, type KeepJobs } from 'bullmq';
import { ReplaySubject, type Observable } from 'rxjs';
import { InvalidRequest, newCheckpoint, type CheckpointOptions, type SyncSnapshot } from '../index.js';
import { followJob } from './followJob.js';
import { redisConnection } from './redisConnection.js';
import { keptByDefault, neverGivenUp, type SyncJob, type SyncJobData, type SyncQueueSettings } from './SyncJob.js';
import { warnSparingly } from './warnSparingly.js';

/** How the queue of syncs is reached, and what it keeps. */
export interface SyncQueueOptions extends SyncQueueSettings {
  /**
   * How many finished jobs are kept, and for how long. As long as one is kept, its `id` begins no second sync.
   * @default a day
   */
  readonly removeOnComplete?: KeepJobs | undefined;
}

/** Adds syncs for the workers, and follows them. */
export interface SyncQueue {
  /**
   * Adds a sync. With the `id` of one that is there, or was and is kept, nothing is added.
   *
   * @throws `InvalidRequest` that names the option and the rule.
   */
  readonly add: (sessionId: string, options?: CheckpointOptions, job?: { readonly id?: string }) => Promise<SyncJob>;
  /**
   * The snapshots of a sync, from the newest one on, in whatever process it is asked for; the last one says how it ended. Each
   * subscription is one more who watches; nothing is triggered by it. An `id` that is not there is an `InvalidRequest`;
   * who still follows when the queue is closed gets an error.
   */
  readonly follow$: (id: string) => Observable<SyncSnapshot>;
  /** BullMQ's own queue of the syncs. */
  readonly queue: Queue<SyncJobData>;
  /** Ends the streams of those who follow with an error, and closes its connections. */
  readonly close: () => Promise<void>;
}

/**
 * The queue of syncs that {@link syncWorker}s carry out, on Redis or Valkey by BullMQ.
 *
 * @example
 * ```ts
 * import { syncQueue } from 'rx-context-sync/bullmq';
 *
 * const syncs = syncQueue({ connection: { url: 'redis://localhost' }, queue: 'syncs' });
 * await syncs.add('s-1', { mode: 'upload' }, { id: 'order-17' });
 * syncs.follow$('order-17').subscribe(({ state, progress }) => console.log(state, progress.finished));
 * ```
 */
export const syncQueue = ({
  queue: name,
  removeOnComplete = keptByDefault,
  onWarning = warnSparingly(),
  ...reached
}: SyncQueueOptions): SyncQueue => {
  const redis = redisConnection(reached, 0);
  const queue = new Queue<SyncJobData>(name, redis.queueSettings);
  queue.on('error', onWarning);
  let events: QueueEvents | undefined;
  const eventsOf = () => (events ??= new QueueEvents(name, redis.settings).setMaxListeners(0).on('error', onWarning));
  const closed = new ReplaySubject<never>(1);
  return {
    add: async (sessionId, options, { id = randomUUID() } = {}) => {
      // BullMQ has other words for it, and none that name the option.
      if (typeof id !== 'string' || !/[^\d]/.test(id) || id.includes(':'))
        throw new InvalidRequest('id', 'must be text that is no number, without colons');
      // It would be taken for the id of a job that is there already, and forgotten.
      if (id in queue.keys) throw new InvalidRequest('id', 'must be no name that BullMQ has a key for');
      if (typeof sessionId !== 'string' || sessionId.trim() === '')
        throw new InvalidRequest('sessionId', 'must be text that is not blank');
      const data = { sessionId: sessionId.trim(), checkpoint: newCheckpoint(options) };
      return queue.add('sync', data, { ...neverGivenUp, jobId: id, removeOnComplete });
    },
    follow$: (id) => followJob(queue, eventsOf, closed, id),
    queue,
    close: async () => {
      closed.error(new Error('the queue of syncs was closed'));
      await Promise.all([queue, events].map(async (part) => part && redis.close(part)));
    },
  };
};
