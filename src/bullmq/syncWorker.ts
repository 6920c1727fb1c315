import { DelayedError, Queue, Worker, type Job, type QueueBase } from 'bullmq';
import type { ContextManager, SyncCheckpoint, SyncHandle } from '../index.js';
import { warnOfLoss } from './durability.js';
import { isThere, later, unlessMoved } from './jobMoves.js';
import { limiterTurns, type Limiter } from './limiterTurns.js';
import { LockLost, sessionStates, SyncRemoved, type SyncState } from './sessionStates.js';
import { sessionStep } from './sessionStep.js';
import { unreadableEnd } from './unreadable.js';
import {
  promptly,
  sessionJobOptions,
  sessionQueueOf,
  type SessionJobData,
  type SyncJobData,
  type SyncQueueSettings,
} from './SyncJob.js';
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
  /** Ends after the requests in flight, and closes the connections: other workers go on. */
  readonly close: () => Promise<void>;
}

/** What no limiter is: BullMQ pauses only queues that have one. */
const unlimited = { max: 1_000_000, duration: 1000 };

/** How long a sync may go unwatched, in ms, whatever became of its session's job. */
const longestUnwatched = 600_000;

/** How long a sync waits until it asks again, in ms, if the job of its session may have missed it. */
const askedAgain = 1000;

/** How long those whose end was told wait until they are told again, in ms, if they were not there to hear it. */
const toldAgain = 1000;

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
  const syncs = new Queue<SyncJobData>(name, reached);
  const sessions = new Queue<SessionJobData>(sessionQueueOf(name), reached);
  const states = sessionStates(syncs, sessions);
  const takeTurn = limiterTurns(sessions, limiter);
  const options = { ...reached, ...promptly, lockDuration, stalledInterval, concurrency };

  /** Hands a sync over to the job of its session; at its end, that has this one run again. */
  const runSync = async (job: Job<SyncJobData>, token = ''): Promise<unknown> => {
    const { id = '', progress } = job;
    const { sessionId, checkpoint } = job.data;
    const found = await states.readOne(sessionId, id);
    const isOwn = found?.added === undefined || found.added === job.timestamp;
    // Of a sync that had this id before: its job was removed.
    if (!isOwn) await states.remove(sessionId, id);
    const state = isOwn ? found : undefined;
    const unreadable = state?.unreadable === undefined ? undefined : unreadableEnd(job, state.unreadable);
    const result = state?.result ?? (isOver(progress) ? progress : unreadable);
    if (result !== undefined) {
      // In this order: whoever finds neither would begin the sync anew.
      if (!isOver(progress)) await job.updateProgress(result);
      await states.remove(sessionId, id);
      return result;
    }
    const added = { checkpoint: goneOn(checkpoint, progress), added: job.timestamp };
    const mayBeMissed = await states.add(sessionId, { jobId: id, token }, added);
    await sessions.add('session', { sessionId }, sessionJobOptions(sessionId));
    const isBegun = state?.checkpoint?.startedAt !== undefined;
    return later(job, mayBeMissed && !isBegun ? askedAgain : longestUnwatched, token);
  };

  /** The job of a sync; undefined where it was removed, whatever has its id since. */
  const jobOf = async (id: string, { added }: SyncState): Promise<Job<SyncJobData> | undefined> => {
    const job = await syncs.getJob(id);
    return added === undefined || job?.timestamp === added ? job : undefined;
  };

  /** Has the job of a sync that is over run again, which gives its result. */
  const wake = async (sessionId: string, id: string, state: SyncState): Promise<void> => {
    const job = await jobOf(id, state);
    if (job === undefined || job.finishedOn !== undefined) await states.remove(sessionId, id);
    else await unlessMoved(job.promote());
  };

  /** Takes the syncs of a session a step further. */
  const runSession = async (job: Job<SessionJobData>, token = ''): Promise<void> => {
    const { sessionId } = job.data;
    const lock = { jobId: job.id ?? '', token };
    const before = await states.read(sessionId);
    const save = async (id: string, checkpoint: SyncCheckpoint): Promise<void> => {
      const state = before.get(id) ?? {};
      if ((await jobOf(id, state)) === undefined) {
        await states.remove(sessionId, id);
        throw new SyncRemoved('the job of the sync was removed');
      }
      await states.write(sessionId, lock, new Map([[id, { ...state, checkpoint }]]));
    };
    const contextOf = () => client.session(sessionId).context;
    const step = await sessionStep(contextOf, before, job.stalledCounter, save, takeTurn);
    const { changed, news, throttled, delay } = step;
    const failures = step.failures.filter((failure) => !(failure instanceof SyncRemoved));
    const count = await states.write(sessionId, lock, changed);
    // Those whose job somebody removed are watched no more.
    for (const [id, snapshot] of news) {
      const told = await jobOf(id, before.get(id) ?? {});
      if (told === undefined || !(await isThere(told.updateProgress(snapshot)))) await states.remove(sessionId, id);
    }
    if (throttled > 0) await sessions.rateLimit(throttled);
    if (failures.length > 0) throw failures[0];
    const over = [...before, ...changed].filter(([, { checkpoint }]) => checkpoint === undefined);
    for (const [id, state] of over) await wake(sessionId, id, state);
    if (count === 0) return;
    const hasMore = count > before.size;
    await later(job, hasMore ? 0 : Math.min(delay, over.length > 0 ? toldAgain : longestUnwatched), token);
  };

  const syncRunner = new Worker(name, unlessLost(runSync), options);
  const sessionRunner = new Worker(sessionQueueOf(name), unlessLost(runSession), { ...options, limiter });
  const parts: readonly QueueBase[] = [syncRunner, sessionRunner, syncs, sessions];
  for (const part of parts) part.on('error', onWarning);
  for (const runner of [syncRunner, sessionRunner])
    runner.on('failed', (_, error) => {
      onWarning(error);
    });
  void warnOfLoss(sessions, onWarning);
  return {
    close: async () => {
      await Promise.all([syncRunner.close(), sessionRunner.close()]);
      await Promise.all([syncs.close(), sessions.close()]);
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

const isSnapshot = (progress: unknown): progress is { readonly done: boolean; readonly handle: SyncHandle } =>
  typeof progress === 'object' && progress !== null && 'done' in progress && 'handle' in progress;

const isOver = (progress: unknown): progress is object => isSnapshot(progress) && progress.done;

/** The sync as it went on, where Redis lost how far it was: it was triggered already. */
const goneOn = (checkpoint: SyncCheckpoint, progress: unknown): SyncCheckpoint =>
  isSnapshot(progress) ? { ...checkpoint, phase: 'following', handle: progress.handle } : checkpoint;
