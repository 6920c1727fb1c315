import type { Fault } from './Faults.js';

/** How many lists are kept. */
const most = 1000;

/** Keeps what was listed last, for lists that are to be late. */
export class StaleLists<T> {
  readonly #byQuery = new Map<string, readonly T[]>();

  /** The list to answer with: the true one, the one before, or none. */
  apply(fault: Pick<Fault, 'tasks'>, query: string, list: readonly T[]): readonly T[] {
    if (fault.tasks === 'hidden') return [];
    if (fault.tasks === 'stale') return this.#byQuery.get(query) ?? [];
    this.#byQuery.delete(query);
    this.#byQuery.set(query, list);
    for (const oldest of this.#byQuery.keys()) if (this.#byQuery.size > most) this.#byQuery.delete(oldest);
    return list;
  }
}
