import type { Mounts } from '../mounts/Mount.js';
import type { StateFolder } from '../state/StateFolder.js';
import type { Store } from '../state/Store.js';
import type { TaskList } from '../sync/taskList.js';

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
}

/** What is kept of sessions, in memory and in a folder. */
export class SessionRecords {
  readonly #store: Store<SessionRecord>;
  readonly #byId: Map<string, SessionRecord>;
  /** When each was used last, in Unix milliseconds. */
  readonly #usedAt = new Map<string, number>();
  #last: number;

  constructor(folder: StateFolder) {
    this.#store = folder.store('sessions');
    const kept = [...this.#store.load()].sort((a, b) => a.number - b.number);
    this.#byId = new Map(kept.map((session) => [session.sessionId, session]));
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
  save(session: SessionRecord): void {
    this.#store.save(session.sessionId, session);
    this.#remember(session);
  }

  /** What is so in any case: it is kept as soon as it can be. */
  saveEventually(session: SessionRecord): void {
    this.#remember(session);
    this.#store.saveEventually(session.sessionId, session);
  }

  remove(sessionId: string): void {
    this.#store.remove(sessionId);
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

  #remember(session: SessionRecord): void {
    this.#byId.set(session.sessionId, session);
    this.#last = Math.max(this.#last, session.number);
  }
}
