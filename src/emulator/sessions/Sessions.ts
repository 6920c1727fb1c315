import path from 'node:path';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import { isTerminal } from '../../model/tasks/taskStatus.js';
import type { Contexts } from '../contexts/Contexts.js';
import {
  listedTasks,
  policyOf,
  dropFinished,
  addTasks,
  updateTask,
  type Mount,
  type SessionRecord,
  type TaskFilter,
} from './SessionRecord.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { newContextId, newSessionId } from '../protocol/wireForms.js';
import { resolvePath, resolvePathOrRoot } from '../files/resolvePath.js';
import { makeMountDirs, removeOnFailure } from './sessionTree.js';
import { mountContexts } from './mountContexts.js';
import { ServiceRefusal, sessionNotFound } from '../protocol/ServiceRefusal.js';
import { SessionRecords } from './SessionRecords.js';
import type { SyncTask, TaskType } from '../sync/SyncTask.js';
import { innermostMount } from '../sync/taskPlace.js';
import { TaskQueue } from '../sync/TaskQueue.js';
import { retryUntilDone } from '../concurrency/retryUntilDone.js';

/** The session to make. */
export type NewSession = Pick<SessionRecord, 'owner' | 'imageId' | 'labels' | 'idleTimeout' | 'mounts'>;

/** What the service makes for itself (wire-protocol.md, section 4.11). */
export interface InternalContext {
  readonly contextType: string;
  readonly contextPath: string;
}

/** The sessions of the emulated service, and the tasks that sync their contexts. */
export class Sessions {
  readonly #runtime: EmulatorRuntime;
  readonly #contexts: Contexts;
  readonly #records: SessionRecords;
  readonly #tasks: TaskQueue;
  readonly #usedAt = new Map<string, number>();

  constructor(runtime: EmulatorRuntime, contexts: Contexts) {
    this.#runtime = runtime;
    this.#contexts = contexts;
    this.#records = new SessionRecords(runtime.state);
    this.#tasks = new TaskQueue(runtime, contexts);
    for (const state of this.#records.all()) this.#resume(state);
  }

  /** Finds a session, or refuses as the services do. */
  get(owner: string, sessionId: string): SessionRecord {
    this.releaseIdle();
    const state = this.#records.find(sessionId);
    if (state?.owner !== owner) throw sessionNotFound(sessionId);
    return state;
  }

  /** The sessions of an owner, in the order that they were made in. */
  list(owner: string): readonly SessionRecord[] {
    this.releaseIdle();
    return this.#records.all().filter((state) => state.owner === owner);
  }

  /** The session is in use: its idle time begins anew. */
  touch(sessionId: string): void {
    this.#usedAt.set(sessionId, this.#runtime.clock());
  }

  /** Makes a session with contexts mounted in it, and begins their first downloads. */
  create(order: NewSession): SessionRecord {
    const sessionId = newSessionId();
    const state: SessionRecord = {
      ...order,
      number: this.#records.nextNumber(),
      sessionId,
      status: 'RUNNING',
      mounts: [],
      tasks: [],
      lastTask: 0,
    };
    return removeOnFailure(this.#root(sessionId), () => this.#mount(state, order.mounts));
  }

  /** Mounts more contexts in a session that runs, and begins their first downloads. */
  bind(owner: string, sessionId: string, mounts: readonly Mount[]): void {
    const state = this.#running(owner, sessionId);
    const numbered = mounts.map((mount, index) => ({ ...mount, firstTask: state.lastTask + 1 + index }));
    this.#mount(state, numbered);
  }

  /** The context by which the service's own clients move files of a session: it is made when it is first asked for. */
  internalContext(owner: string, sessionId: string, { contextType, contextPath }: InternalContext): string {
    const state = this.#running(owner, sessionId);
    if (state.internal !== undefined && this.#contexts.has(state.internal)) return state.internal;
    makeMountDirs(this.#root(sessionId), [{ path: contextPath }]);
    const id = newContextId();
    // A session may know of one that is not there: then another one is made. One that no session knows of would stay for ever.
    this.#records.save({ ...state, internal: id });
    this.#contexts.makeInternal(owner, id, contextType);
    return id;
  }

  /** What is mounted in a session: a context that comes to one that runs is there once its first download is over. */
  bindings(owner: string, sessionId: string): readonly Mount[] {
    const { mounts, tasks } = this.get(owner, sessionId);
    const unfinished = new Set(tasks.filter((task) => !isTerminal(task)).map(({ number }) => number));
    return mounts.filter(({ firstTask }) => firstTask === undefined || !unfinished.has(firstTask));
  }

  /** Lists the tasks, then runs them in the background. */
  sync(owner: string, sessionId: string, taskType: TaskType, contextId?: string, at?: string): void {
    const state = this.#running(owner, sessionId);
    if (contextId === undefined || at === undefined) {
      this.#begin(addTasks(dropFinished(state, taskType), taskType, state.mounts));
      return;
    }
    resolvePathOrRoot(this.#root(sessionId), at);
    if (contextId !== state.internal && innermostMount(state.mounts, at)?.contextId !== contextId) {
      throw new ServiceRefusal('Context.NotFound', 'The context is not mounted at this path of the session.');
    }
    // The services' own clients look for the task at the path that they asked for, be it that of a file in the mount.
    this.#begin(addTasks(state, taskType, [{ contextId, path: at }]));
  }

  /** Gives a session other labels. */
  setLabels(owner: string, sessionId: string, labels: SessionRecord['labels']): void {
    this.#records.save({ ...this.get(owner, sessionId), labels });
  }

  /** What GetContextInfo lists. */
  listTasks(owner: string, sessionId: string, filter: TaskFilter): readonly ContextStatusData[] {
    const { tasks } = this.get(owner, sessionId);
    if (filter.path !== undefined) resolvePathOrRoot(this.#root(sessionId), filter.path);
    return listedTasks(tasks, filter);
  }

  /** Begins to release a session: uploads what its policies say, and then removes it. Until then it is found. */
  release(owner: string, sessionId: string): void {
    const state = this.get(owner, sessionId);
    if (state.status === 'RUNNING') this.#release(state);
  }

  /** The folder that stands for a path of a session. */
  folder(sessionId: string, at: string): string {
    if (!this.#records.find(sessionId)) throw sessionNotFound(sessionId);
    return resolvePath(this.#root(sessionId), at);
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await this.#tasks.close();
  }

  #root(sessionId: string): string {
    return path.join(this.#runtime.dataDir, 'sessions', sessionId);
  }

  #running(owner: string, sessionId: string): SessionRecord {
    const state = this.get(owner, sessionId);
    if (state.status === 'RUNNING') return state;
    throw new ServiceRefusal('InvalidMcpSession.State', 'The session is being deleted.');
  }

  #mount(state: SessionRecord, mounts: readonly Mount[]): SessionRecord {
    const root = this.#root(state.sessionId);
    const mounted = mountContexts(state, mounts, { contexts: this.#contexts, root, now: this.#runtime.clock() });
    this.#begin(mounted);
    this.#contexts.noteMounts(mounts);
    return mounted;
  }

  /** Keeps what is to be done, and begins to do it. Throws where it cannot be kept: then nothing is done. */
  #begin(state: SessionRecord): void {
    const last = this.#records.find(state.sessionId)?.lastTask ?? 0;
    this.#records.save(state);
    this.touch(state.sessionId);
    for (const task of state.tasks.filter(({ number }) => number > last)) this.#enqueue(state.sessionId, task);
  }

  #enqueue(sessionId: string, task: SyncTask): void {
    const updating = (how: 'save' | 'saveEventually') => (status: Partial<SyncTask>) => {
      const state = this.#records.find(sessionId);
      if (!state) return;
      this.touch(sessionId);
      this.#records[how](updateTask(state, task.number, status));
    };
    const site = {
      sessionId,
      root: this.#root(sessionId),
      mounted: () => this.#records.find(sessionId) ?? { mounts: [] },
      save: updating('save'),
      saveEventually: updating('saveEventually'),
    };
    this.#tasks.enqueue(site, task);
  }

  #release(state: SessionRecord): void {
    const uploads = state.mounts.filter((mount) => policyOf(mount).autoUpload);
    this.#begin(addTasks({ ...state, status: 'DELETING', lastBeforeRelease: state.lastTask }, 'upload', uploads));
    this.#removeAtLast(state.sessionId);
  }

  #removeAtLast(sessionId: string): void {
    const { stop } = this.#runtime;
    this.#tasks.after(sessionId, async () => {
      stop.throwIfAborted();
      await retryUntilDone(() => {
        this.#remove(sessionId);
      }, stop);
    });
  }

  #remove(sessionId: string): void {
    const state = this.#records.find(sessionId);
    if (state === undefined) return;
    const { tasks, lastBeforeRelease = 0, internal } = state;
    if (internal !== undefined && this.#contexts.has(internal)) this.#contexts.delete(state.owner, internal);
    // What could not be uploaded stays where it is, for whoever looks for it.
    const isLost = tasks.some(({ number, status }) => number > lastBeforeRelease && status === 'Failed');
    if (!isLost) this.#runtime.trash.take(this.#root(sessionId));
    this.#tasks.forget(sessionId);
    this.#records.remove(sessionId);
    this.#usedAt.delete(sessionId);
  }

  /** What was being done when the emulator stopped is done from its beginning. */
  #resume(state: SessionRecord): void {
    const anew = (task: SyncTask): SyncTask => ({ ...task, status: 'Pending', startTime: 0, finishTime: 0 });
    const tasks = state.tasks.map((task) => (isTerminal(task) ? task : anew(task)));
    const unfinished = tasks.filter((task) => !isTerminal(task));
    if (unfinished.length > 0) this.#records.saveEventually({ ...state, tasks });
    this.touch(state.sessionId);
    for (const task of unfinished) this.#enqueue(state.sessionId, task);
    if (state.status === 'DELETING') this.#removeAtLast(state.sessionId);
  }

  /** Releases the sessions that nobody used for too long. */
  releaseIdle(): void {
    const now = this.#runtime.clock();
    for (const state of this.#records.all()) {
      const restedFor = now - (this.#usedAt.get(state.sessionId) ?? now);
      const isIdle =
        state.idleTimeout !== undefined && restedFor > state.idleTimeout * 1000 && state.tasks.every(isTerminal);
      if (!isIdle || state.status !== 'RUNNING') continue;
      try {
        this.#release(state);
      } catch {
        // Who asks for something else is not to suffer from it: it is tried again.
      }
    }
  }
}
