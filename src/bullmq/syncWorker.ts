import { DelayedError, Queue, Worker, type Job, type QueueBase } from 'bullmq';
import type { ContextManager } from '../index.js';
import { checkWorkerOptions } from './checkWorkerOptions.js';
import { warnOfLoss } from './durability.js';
import { limiterTurns, type Limiter } from './limiterTurns.js';
import { redisConnection } from './redisConnection.js';
import { restWhereRefused } from './restWhereRefused.js';
import { runSession } from './runSession.js';
import { runSync } from './runSync.js';
import { LockLost, sessionStates } from './sessionStates.js';
import { promptly, sessionQueueOf, type SessionJobData, type SyncJobData, type SyncQueueSettings } from './SyncJob.js';
import { warnSparingly } from './warnSparingly.js';

/** What a worker asks a client for: `new AGB()` and `new AgentBay()` are such. */
export interface SyncClient {
  /** Gives a session by its id, without a request. */
  readonly session: (sessionId: string) => { readonly context: ContextManager };
}

/** How a worker works. */
export interface SyncWorkerOptions extends SyncQueueSettings {
  /**
   * The most requests of all workers together: each run of a session's job is one, and so is each trigger.
   * @default none
   */
  readonly limiter?: Limiter | undefined;
  /**
   * How many sessions are asked at a time: between its requests none takes a place.
   * @default 100
   */
  readonly concurrency?: number | undefined;
  /**
   * How long one that was killed is not missed, in milliseconds, with `stalledInterval`.
   * @default 10000
   */
  readonly lockDuration?: number | undefined;
  /**
   * How often it is looked for those that were killed, in milliseconds.
   * @default 5000
   */
  readonly stalledInterval?: number | undefined;
}

/** Carries out the syncs of a queue. */
export interface SyncWorker {
  /**
   * Ends after the requests in flight, and closes the connections: other workers go on. Where Redis is gone it waits for it as long as
   * `lockDuration`: what it ran is others' by then.
   */
  readonly close: () => Promise<void>;
}

/** What no limiter is: BullMQ pauses only queues that have one. */
const unlimited = { max: 1_000_000, duration: 1000 };

/**
 * Carries out the syncs of a queue, together with all other workers of it, each of which can be killed at any moment. A sync is
 * triggered once; what is not known is `unconfirmed`. One request for the status list is for all syncs of a session. Where the service
 * throttles the key, the workers of the queue wait, all of them.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 * import { syncWorker } from 'rx-context-sync/bullmq';
 *
 * const connection = { url: 'redis://localhost' };
 * const worker = syncWorker(new AGB(), { connection, queue: 'syncs', limiter: { max: 400, duration: 1000 } });
 * process.once('SIGTERM', () => void worker.close());
 * ```
 *
 * @throws `InvalidRequest` that names the option and the rule.
 */
export const syncWorker = (
  client: SyncClient,
  {
    queue: name,
    concurrency = 100,
    limiter = unlimited,
    onWarning = warnSparingly(),
    lockDuration = promptly.lockDuration,
    stalledInterval = promptly.stalledInterval,
    ...reached
  }: SyncWorkerOptions,
): SyncWorker => {
  checkWorkerOptions({ concurrency, limiter, lockDuration, stalledInterval });
  // Without Redis for that long it has lost what it runs to others.
  const redis = redisConnection(reached, lockDuration);
  const syncs = new Queue<SyncJobData>(name, redis.queueSettings);
  const sessions = new Queue<SessionJobData>(sessionQueueOf(name), redis.queueSettings);
  const jobs = { syncs, sessions, states: sessionStates(syncs, sessions) };
  const contextOf = (sessionId: string): ContextManager => client.session(sessionId).context;
  const ending = new AbortController();
  const takeTurn = limiterTurns(sessions, limiter, ending.signal);
  const options = { ...redis.settings, ...promptly, lockDuration, stalledInterval, concurrency };

  const syncRunner = new Worker(name, unlessLost(runSync(jobs)), options);
  const sessionRunner = new Worker(sessionQueueOf(name), unlessLost(runSession(jobs, contextOf, takeTurn)), {
    ...options,
    limiter,
  });
  const runners = [syncRunner, sessionRunner];
  const queues = [syncs, sessions];
  for (const part of [...runners, ...queues] as readonly QueueBase[]) part.on('error', onWarning);
  for (const runner of runners) {
    restWhereRefused(runner);
    runner.on('failed', (_, error) => {
      onWarning(error);
    });
  }
  void warnOfLoss(sessions, onWarning);
  return {
    close: async () => {
      ending.abort();
      await Promise.all(runners.map(redis.close));
      await Promise.all(queues.map(redis.close));
    },
  };
};

/** Leaves a job to whoever has its lock by now. */
const unlessLost =
  <Data>(run: (job: Job<Data>, token?: string) => Promise<unknown>) =>
  (job: Job<Data>, token?: string): Promise<unknown> =>
    run(job, token).catch((error: unknown) => {
      throw error instanceof LockLost ? new DelayedError() : error;
    });
