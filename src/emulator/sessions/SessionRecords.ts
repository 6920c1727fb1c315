import type { Mounts } from '../mounts/Mount.js';
import type { StateFolder } from '../state/StateFolder.js';
import type { Store } from '../state/Store.js';
import { updateTask, type SyncTask, type TaskList } from '../sync/taskList.js';
import { TaskLogs } from './TaskLogs.js';

/** What of a session survives a restart. */
export interface SessionRecord extends Mounts, TaskList {
  /** Counts up: lists are in this order. */
  readonly number: number;
  readonly sessionId: string;
  readonly owner: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** In seconds; undefined = it may rest for ever. */
  readonly idleTimeout: number | undefined;
  readonly status: 'RUNNING' | 'DELETING';
  /** Where it is being deleted: the number of the last task before. */
  readonly lastBeforeRelease?: number | undefined;
  /** How often it was saved. */
  readonly revision?: number | undefined;
}

/** With more tasks the whole of a session is not saved for each change of one of them. */
const mostSaved = 50;

/** What is kept of sessions, in memory and in a folder. */
export class SessionRecords {
  readonly #store: Store<SessionRecord>;
  readonly #byId: Map<string, SessionRecord>;
  readonly #taskLogs: TaskLogs;
  /** When each was used last, in Unix milliseconds. */
  readonly #usedAt = new Map<string, number>();
  #last: number;

  constructor(folder: StateFolder) {
    this.#store = folder.store('sessions');
    this.#taskLogs = new TaskLogs(folder);
    const kept = [...this.#store.load()].sort((a, b) => a.number - b.number);
    this.#byId = new Map(kept.map((session) => [session.sessionId, this.#newest(session)]));
    this.#last = kept.at(-1)?.number ?? 0;
  }

  find(sessionId: string): SessionRecord | undefined {
    return this.#byId.get(sessionId);
  }

  /** All of them, in the order that they were made in. */
  all(): readonly SessionRecord[] {
    return [...this.#byId.values()];
  }

  /** The number of the next session to be made. */
  nextNumber(): number {
    return this.#last + 1;
  }

  /** What is to be so from now on. Throws where it cannot be kept: then it is not. */
  save(given: SessionRecord): void {
    const session = this.#revised(given);
    this.#store.save(session.sessionId, session);
    this.#remember(session);
  }

  /** There is something new of one of its tasks. Throws where it cannot be kept: then it is not so. */
  saveTask(sessionId: string, number: number, status: Partial<SyncTask>): void {
    const updated = this.#updated(sessionId, number, status);
    if (updated === undefined) return;
    if (updated.tasks.length <= mostSaved) {
      this.save(updated);
      return;
    }
    const session = this.#revised(updated);
    const task = session.tasks.find((one) => one.number === number);
    if (task !== undefined) this.#taskLogs.add(sessionId, session.revision ?? 0, task);
    this.#remember(session);
  }

  /** The same of what is so in any case: it is kept as soon as it can be. */
  saveTaskEventually(sessionId: string, number: number, status: Partial<SyncTask>): void {
    try {
      this.saveTask(sessionId, number, status);
    } catch {
      const updated = this.#updated(sessionId, number, status);
      if (updated !== undefined) this.saveEventually(updated);
    }
  }

  /** What is so in any case: it is kept as soon as it can be. */
  saveEventually(given: SessionRecord): void {
    const session = this.#revised(given);
    this.#remember(session);
    this.#store.saveEventually(session.sessionId, session);
  }

  remove(sessionId: string): void {
    this.#store.remove(sessionId);
    this.#taskLogs.forget(sessionId);
    this.forget(sessionId);
  }

  /** Nobody finds it any more, but a next start: by its owner that knows what to remove. */
  forget(sessionId: string): void {
    this.#byId.delete(sessionId);
    this.#usedAt.delete(sessionId);
  }

  /** The session is in use: its idle time begins anew. */
  touch(sessionId: string, now: number): void {
    this.#usedAt.set(sessionId, now);
  }

  /** For how long nobody used a session, in milliseconds. */
  idleTime(sessionId: string, now: number): number {
    return now - (this.#usedAt.get(sessionId) ?? now);
  }

  /** The revision is that of what was saved last, whatever the one is that was changed. */
  #revised(session: SessionRecord): SessionRecord {
    const last = this.#byId.get(session.sessionId)?.revision ?? 0;
    return { ...session, revision: last + 1 };
  }

  #updated(sessionId: string, number: number, status: Partial<SyncTask>): SessionRecord | undefined {
    const session = this.#byId.get(sessionId);
    return session && updateTask(session, number, status);
  }

  #newest(session: SessionRecord): SessionRecord {
    const { sessionId, revision, tasks } = session;
    if (revision === undefined || tasks.length <= mostSaved) return session;
    return { ...session, tasks: this.#taskLogs.newest(sessionId, revision, tasks) };
  }

  #remember(session: SessionRecord): void {
    this.#byId.set(session.sessionId, session);
    this.#last = Math.max(this.#last, session.number);
  }
}
