import type { SessionRecord } from './SessionRecord.js';
import type { StateFolder } from '../state/StateFolder.js';
import type { Store } from '../state/Store.js';

/** What is kept of sessions, in memory and in a folder. */
export class SessionRecords {
  readonly #store: Store<SessionRecord>;
  readonly #states: Map<string, SessionRecord>;
  #last: number;

  constructor(folder: StateFolder) {
    this.#store = folder.store('sessions');
    const kept = [...this.#store.load()].sort((a, b) => a.number - b.number);
    this.#states = new Map(kept.map((state) => [state.sessionId, state]));
    this.#last = kept.at(-1)?.number ?? 0;
  }

  find(sessionId: string): SessionRecord | undefined {
    return this.#states.get(sessionId);
  }

  /** All of them, in the order that they were made in. */
  all(): readonly SessionRecord[] {
    return [...this.#states.values()];
  }

  /** The number of the next session to be made. */
  nextNumber(): number {
    return this.#last + 1;
  }

  /** What is to be so from now on. Throws where it cannot be kept: then it is not. */
  save(state: SessionRecord): void {
    this.#store.save(state.sessionId, state);
    this.#remember(state);
  }

  /** What is so in any case: it is kept as soon as it can be. */
  saveEventually(state: SessionRecord): void {
    this.#remember(state);
    this.#store.saveEventually(state.sessionId, state);
  }

  remove(sessionId: string): void {
    this.#store.remove(sessionId);
    this.#states.delete(sessionId);
  }

  #remember(state: SessionRecord): void {
    this.#states.set(state.sessionId, state);
    this.#last = Math.max(this.#last, state.number);
  }
}
