import path from 'node:path';
import type { SessionState } from './EmulatedSession.js';
import { Store } from './Store.js';

/** What is kept of sessions, in memory and in a folder. */
export class SessionRecords {
  readonly #store: Store<SessionState>;
  readonly #states: Map<string, SessionState>;
  #last: number;

  constructor(dataDir: string) {
    this.#store = new Store(path.join(dataDir, 'state', 'sessions'));
    const kept = [...this.#store.load()].sort((a, b) => a.number - b.number);
    this.#states = new Map(kept.map((state) => [state.sessionId, state]));
    this.#last = kept.at(-1)?.number ?? 0;
  }

  find(sessionId: string): SessionState | undefined {
    return this.#states.get(sessionId);
  }

  /** All of them, in the order that they were made in. */
  all(): readonly SessionState[] {
    return [...this.#states.values()];
  }

  /** The number of the next session to be made. */
  nextNumber(): number {
    return this.#last + 1;
  }

  save(state: SessionState): void {
    this.#store.save(state.sessionId, state);
    this.#states.set(state.sessionId, state);
    this.#last = Math.max(this.#last, state.number);
  }

  remove(sessionId: string): void {
    this.#states.delete(sessionId);
    this.#store.remove(sessionId);
  }
}
