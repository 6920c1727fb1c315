import { ExpiringMap } from './ExpiringMap.js';
import type { StoredSync, SyncStore } from './SyncStore.js';

/** How long what could not be stored is kept here, in ms. */
const lifetime = 60 * 60_000;

/** The syncs of a store, and what is not in it yet: it may be slow, or down, and what was seen must not be forgotten for that. */
export class KeptSyncs {
  readonly #store: SyncStore;
  readonly #unstored = new ExpiringMap<StoredSync>(lifetime);
  readonly #writing = new Map<string, Promise<void>>();

  constructor(store: SyncStore) {
    this.#store = store;
  }

  /** What is known of a sync. */
  async get(id: string): Promise<StoredSync | undefined> {
    return this.#unstored.get(id) ?? (await this.#store.get(id));
  }

  /** Keeps what is known now. One write at a time for each: the last one counts. */
  keep(id: string, sync: StoredSync): void {
    this.#unstored.set(id, sync);
    if (this.#writing.has(id)) return;
    const writing = this.#write(id).finally(() => this.#writing.delete(id));
    this.#writing.set(id, writing);
    // It stays here, and is tried again with what is seen next.
    writing.catch(() => undefined);
  }

  async #write(id: string): Promise<void> {
    for (let sync = this.#unstored.get(id); sync !== undefined; sync = this.#unstored.get(id)) {
      // Another server may know the end already.
      if (sync.result !== undefined || !hasEnded(await this.#store.get(id))) await this.#store.set(id, sync);
      if (this.#unstored.get(id) === sync) this.#unstored.delete(id);
    }
  }
}

/** Whether its end is known. A store may have its own word for what is absent. */
export const hasEnded = (sync: StoredSync | undefined): sync is StoredSync & { readonly result: string } =>
  typeof sync?.result === 'string';
