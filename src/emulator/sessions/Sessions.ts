import { existsSync } from 'node:fs';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import { isFinished } from '../../model/tasks/taskStatus.js';
import { inTurn } from '../concurrency/inTurn.js';
import { retryUntilDone } from '../concurrency/retryUntilDone.js';
import type { Contexts } from '../contexts/Contexts.js';
import { removeOnRejection } from '../files/removeFolder.js';
import { resolvePath, resolvePathOrRoot } from '../files/resolvePath.js';
import { innermostMount, type Mount } from '../mounts/Mount.js';
import { ServiceRefusal, sessionNotFound } from '../protocol/ServiceRefusal.js';
import type { EmulatorRuntime } from '../state/EmulatorRuntime.js';
import { addTasks, dropFinished, listedTasks, type TaskFilter, type TaskType } from '../sync/taskList.js';
import { mountContexts } from './mountContexts.js';
import { SessionRecords, type SessionRecord } from './SessionRecords.js';
import { SessionReleases } from './SessionReleases.js';
import { SessionTasks } from './SessionTasks.js';
import { makeMountDirs, sessionRoot } from './sessionTree.js';
import { SessionUses } from './SessionUses.js';

/** The session to make. */
export type NewSession = Pick<SessionRecord, 'owner' | 'imageId' | 'labels' | 'idleTimeout' | 'mounts'>;

/** What the service makes for itself (docs/protocol.md, section 4.11). */
export interface InternalContext {
  readonly contextType: string;
  readonly contextPath: string;
}

/** The sessions of the emulated service. */
export class Sessions {
  readonly #runtime: EmulatorRuntime;
  readonly #contexts: Contexts;
  readonly #records: SessionRecords;
  readonly #tasks: SessionTasks;
  readonly #uses: SessionUses;
  readonly #releases: SessionReleases;

  constructor(runtime: EmulatorRuntime, contexts: Contexts) {
    this.#runtime = runtime;
    this.#contexts = contexts;
    this.#records = new SessionRecords(runtime.state);
    this.#tasks = new SessionTasks(runtime, contexts, this.#records);
    this.#uses = new SessionUses(runtime);
    this.#releases = new SessionReleases(runtime, contexts, this.#records, this.#tasks, this.#uses);
    for (const session of this.#records.all()) {
      if (runtime.scopes.isGone(session.owner)) {
        void this.#discard(session.sessionId);
        continue;
      }
      this.#tasks.resume(session);
      if (session.status === 'DELETING') this.#releases.finish(session.sessionId);
    }
  }

  /** Finds a session, or refuses as the services do. */
  get(owner: string, sessionId: string): SessionRecord {
    this.releaseIdle();
    const session = this.#records.find(sessionId);
    if (session?.owner !== owner) throw sessionNotFound(sessionId);
    return session;
  }

  /** The sessions of an owner, in the order that they were made in. */
  list(owner: string): readonly SessionRecord[] {
    this.releaseIdle();
    return this.#records.all().filter((session) => session.owner === owner);
  }

  /** The sessions of all owners, in the order that they were made in. To look at them is no use of them. */
  all(): readonly SessionRecord[] {
    return this.#records.all();
  }

  /** The session is in use: its idle time begins anew. */
  touch(sessionId: string): void {
    this.#records.touch(sessionId, this.#runtime.clock());
  }

  /** Makes a session with contexts mounted in it, and begins their first downloads. */
  async create(order: NewSession): Promise<SessionRecord> {
    const sessionId = this.#newId(order.owner);
    const made = (): SessionRecord => ({
      ...order,
      number: this.#records.nextNumber(),
      sessionId,
      status: 'RUNNING',
      mounts: [],
      tasks: [],
      lastTask: 0,
    });
    return removeOnRejection(this.#root(sessionId), () => this.#mount(sessionId, made, order.mounts));
  }

  /** Mounts more contexts in a session that runs, and begins their first downloads. */
  async bind(owner: string, sessionId: string, mounts: readonly Mount[]): Promise<void> {
    await this.#mount(sessionId, () => this.#running(owner, sessionId), mounts, true);
  }

  /** The context by which the service's own clients move files of a session: it is made when it is first asked for. */
  async internalContext(
    owner: string,
    sessionId: string,
    { contextType, contextPath }: InternalContext,
  ): Promise<string> {
    this.#running(owner, sessionId);
    await makeMountDirs(this.#root(sessionId), [{ path: contextPath }]);
    const session = this.#running(owner, sessionId);
    if (session.internal !== undefined && this.#contexts.has(session.internal)) return session.internal;
    const id = this.#contexts.newId(owner);
    // A session may know of one that is not there: then another one is made. One that no session knows of would stay for ever.
    this.#records.save({ ...session, internal: id });
    this.#contexts.makeInternal(owner, id, contextType);
    return id;
  }

  /** What is mounted in a session: a context that comes to one that runs is there once its first download is over. */
  bindings(owner: string, sessionId: string): readonly Mount[] {
    const { mounts, tasks } = this.get(owner, sessionId);
    const unfinished = new Set(tasks.filter((task) => !isFinished(task)).map(({ number }) => number));
    return mounts.filter(({ firstTask }) => firstTask === undefined || !unfinished.has(firstTask));
  }

  /** Lists the tasks, then runs them in the background. */
  sync(owner: string, sessionId: string, taskType: TaskType, contextId?: string, at?: string): void {
    const session = this.#running(owner, sessionId);
    if (contextId === undefined || at === undefined) {
      this.#tasks.begin(addTasks(dropFinished(session, taskType), taskType, session.mounts));
      return;
    }
    resolvePathOrRoot(this.#root(sessionId), at);
    if (contextId !== session.internal && innermostMount(session.mounts, at)?.contextId !== contextId) {
      throw new ServiceRefusal('Context.NotFound', 'The context is not mounted at this path of the session.');
    }
    // The services' own clients look for the task at the path that they asked for, be it that of a file in the mount.
    this.#tasks.begin(addTasks(session, taskType, [{ contextId, path: at }]));
  }

  /**
   * Does something with the files of a session that runs, below the root of its tree. It counts as use of the session, and is
   * told by the signal to end where the session is released, or the emulator stopped.
   */
  async use<T>(owner: string, sessionId: string, work: (root: string, signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#running(owner, sessionId);
    try {
      return await this.#uses.run(sessionId, (signal) => work(this.#root(sessionId), signal));
    } finally {
      if (this.#records.find(sessionId) !== undefined) this.touch(sessionId);
    }
  }

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
    const session = this.get(owner, sessionId);
    if (session.status === 'RUNNING') this.#releases.begin(session);
  }

  /** Removes the sessions of an owner who is gone and stopped: nothing of them is uploaded. Waits until nothing runs in them. */
  async discard(owner: string): Promise<void> {
    const own = this.#records.all().filter((session) => session.owner === owner);
    await Promise.all(own.map(({ sessionId }) => this.#discard(sessionId)));
  }

  /** Releases the sessions that nobody used for too long. */
  releaseIdle(): void {
    this.#releases.beginIdle();
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

  /** Seeded ids come again after a start. */
  #newId(owner: string): string {
    for (;;) {
      const id = this.#runtime.scopes.ids(owner).sessionId();
      if (!this.#records.find(id) && !existsSync(this.#root(id))) return id;
    }
  }

  #discard(sessionId: string): Promise<void> {
    this.#records.forget(sessionId);
    const ended = this.#uses.end(sessionId);
    return new Promise((resolve) => {
      this.#tasks.after(sessionId, async () => {
        await ended;
        resolve();
        if (existsSync(this.#root(sessionId))) this.#runtime.trash.take(this.#root(sessionId));
        this.#tasks.forget(sessionId);
        await retryUntilDone(() => {
          this.#records.remove(sessionId);
        }, this.#runtime.stop);
      });
    });
  }

  #root(sessionId: string): string {
    return sessionRoot(this.#runtime.dataDir, sessionId);
  }

  #running(owner: string, sessionId: string): SessionRecord {
    const session = this.get(owner, sessionId);
    if (session.status === 'RUNNING') return session;
    throw new ServiceRefusal('InvalidMcpSession.State', 'The session is being deleted.');
  }

  /** Mounts contexts in a session, as it is when their folders are made: there may be thousands, and others change it meanwhile. */
  async #mount(
    sessionId: string,
    session: () => SessionRecord,
    mounts: readonly Mount[],
    isBinding = false,
  ): Promise<SessionRecord> {
    const root = this.#root(sessionId);
    const mounted = (): SessionRecord => {
      const now = session();
      const numbered = mounts.map((mount, index) => ({ ...mount, firstTask: now.lastTask + 1 + index }));
      const context = { contexts: this.#contexts, root, now: this.#runtime.clock() };
      return mountContexts(now, isBinding ? numbered : mounts, context);
    };
    const stop = this.#runtime.stops.of(session().owner);
    // What is refused leaves no folders.
    await inTurn(mounted);
    await makeMountDirs(root, mounts);
    const record = await inTurn(() => {
      stop.throwIfAborted();
      const now = mounted();
      this.#tasks.begin(now);
      return now;
    });
    await this.#contexts.noteMounts(mounts);
    return record;
  }
}
