import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFinished } from '../../model/tasks/taskStatus.js';
import { inTurn } from '../concurrency/inTurn.js';
import { KeyedMutex } from '../concurrency/KeyedMutex.js';
import { Turns } from '../concurrency/Turns.js';
import type { Contexts } from '../contexts/Contexts.js';
import { taskOperation } from '../faults/Faults.js';
import type { Mounts } from '../mounts/Mount.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import type { LogFolder } from '../state/LogFolder.js';
import { errorReason } from './FileErrors.js';
import type { SyncJob } from './SyncJob.js';
import type { KeptEntry } from './SyncManifest.js';
import type { SyncTask } from './taskList.js';
import { taskPlace } from './taskPlace.js';
import { TaskRunner } from './TaskRunner.js';

/** What a timer can wait, in ms: one that is to wait longer does not wait at all. */
const longestDelay = 2 ** 31 - 1;

/** How many tasks run at a time: each has a few files open, and there may be thousands. */
const mostAtOnce = 32;

/** The session of a task, and how it is kept what becomes of the task. */
export interface TaskSession {
  readonly sessionId: string;
  readonly owner: string;
  /** Stops its tasks. */
  readonly stop: AbortSignal;
  /** The root of the session's tree. */
  readonly root: string;
  /** What is mounted when the task runs. */
  readonly mounted: () => Mounts;
  /** Throws where it cannot be kept: then it is not so. */
  readonly save: (status: Partial<SyncTask>) => void;
  /** What is so in any case: it is kept as soon as it can be. */
  readonly saveEventually: (status: Partial<SyncTask>) => void;
}

/** The sync tasks: those of one session run one by one. */
export class TaskQueue {
  readonly #runtime: EmulatorRuntime;
  readonly #contexts: Contexts;
  /** What mounts had in common with their contexts when they were last synced. */
  readonly #manifests: LogFolder<KeptEntry>;
  readonly #sessions = new KeyedMutex();
  readonly #runner: TaskRunner;
  readonly #turns = new Turns(mostAtOnce);

  constructor(runtime: EmulatorRuntime, contexts: Contexts) {
    this.#runtime = runtime;
    this.#contexts = contexts;
    this.#manifests = runtime.state.logs('known');
    this.#runner = new TaskRunner();
  }

  /** Runs a task once those before it are over. */
  enqueue(session: TaskSession, task: SyncTask): void {
    this.#journal(session, task);
    if (isFinished(task)) return;
    this.after(session.sessionId, () => this.#run(session, task));
  }

  /** Does something once the tasks of a session are over. */
  after(sessionId: string, work: () => Promise<void>): void {
    this.#sessions.runExclusive(sessionId, work).catch(() => undefined);
  }

  /** A session is gone. */
  forget(sessionId: string): void {
    this.#manifests.removeAll((id) => id.startsWith(`${sessionId}.`));
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await this.#sessions.drain();
    await this.#runner.close();
  }

  /** Runs a task to its end. One that is stopped stays as it is: it goes on when the emulator is started again. */
  async #run(session: TaskSession, task: SyncTask): Promise<void> {
    const { taskDelay, fileDelay, scopes } = this.#runtime;
    const { sessionId, owner, stop } = session;
    let taskError: string | undefined;
    try {
      // Its owner may be gone before its turn.
      stop.throwIfAborted();
      const fault = scopes.consume(owner, { operation: taskOperation, sessionId, contextId: task.contextId });
      taskError = fault.taskError;
      const delay = Math.min(taskDelay + (fault.taskDelay ?? 0), longestDelay);
      await sleep(delay, undefined, { signal: stop, ref: false });
    } catch {
      return;
    }
    const perform = (): Promise<void> => this.#perform(session, task, taskError);
    // Those that are to be slow are not to wait for each other.
    await (fileDelay > 0 ? perform() : this.#turns.run(perform));
  }

  async #perform(session: TaskSession, task: SyncTask, taskError: string | undefined): Promise<void> {
    const { clock } = this.#runtime;
    const { stop } = session;
    const update = (how: 'save' | 'saveEventually', status: Partial<SyncTask>): Promise<void> =>
      inTurn(() => {
        session[how](status);
        this.#journal(session, { ...task, ...status });
      });
    const unixSeconds = (): number => Math.floor(clock() / 1000);
    try {
      stop.throwIfAborted();
      // One that goes on after a restart began before.
      const startTime = task.startTime || unixSeconds();
      await update('saveEventually', { status: 'Running', startTime });
      if (taskError !== undefined) throw new Error(taskError);
      await this.#sync(session, task);
      // What nobody would know after a crash is no success.
      await update('save', { status: 'Success', errorMessage: '', finishTime: unixSeconds() });
    } catch (error) {
      if (stop.aborted) return;
      await update('saveEventually', { status: 'Failed', errorMessage: errorReason(error), finishTime: unixSeconds() });
    }
  }

  async #sync({ sessionId, root, stop, mounted }: TaskSession, task: SyncTask): Promise<void> {
    const { contextId, taskType } = task;
    const { clock, fileDelay, dataDir } = this.#runtime;
    await this.#contexts.exclusive(contextId, async (contextRoot) => {
      if (!existsSync(contextRoot)) throw new Error('The folder of the context is gone.');
      const place = taskPlace(mounted(), task, { root, contextRoot });
      if (place === undefined) throw new Error('The context is not mounted any more.');
      const job: SyncJob = {
        ...place,
        taskType,
        root,
        scratch: { folder: path.join(dataDir, 'scratch'), signal: stop, clock },
        fileDelay,
        recycled: this.#contexts.recycledPlace(contextId),
        onArrivals: (arrivals) => {
          this.#contexts.noteArrivals(contextId, arrivals);
        },
      };
      await this.#runner.run(job, this.#manifests.of(manifestIdOf(sessionId, contextId, place.mountPath)));
      // It may have been deleted meanwhile: then nothing is there.
      this.#contexts.folder(contextId);
    });
  }

  #journal({ sessionId, owner }: TaskSession, { contextId, path: at, taskType, status, errorMessage }: SyncTask): void {
    const entry = { at: this.#runtime.clock(), sessionId, contextId, path: at, taskType, status, errorMessage };
    this.#runtime.scopes.addTask(owner, entry);
    if (isFinished(entry)) this.#runtime.scopes.noteTaskEnd(owner, entry);
  }
}

const manifestIdOf = (sessionId: string, contextId: string, mountPath: string): string =>
  `${sessionId}.${createHash('sha256').update(`${contextId} ${mountPath}`).digest('hex')}`;
