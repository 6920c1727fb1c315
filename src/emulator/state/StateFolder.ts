import path from 'node:path';
import { LogFolder } from './LogFolder.js';
import { Store } from './Store.js';

/** Where a runtime keeps what it knows. */
export class StateFolder {
  readonly #folder: string;
  readonly #isLasting: boolean;
  readonly #stores: { readonly flush: () => void }[] = [];

  /** `isLasting`: it is to survive a crash of the machine too. */
  constructor(folder: string, isLasting: boolean) {
    this.#folder = folder;
    this.#isLasting = isLasting;
  }

  /** Where values of one kind are kept. */
  store<T>(kind: string): Store<T> {
    const store = new Store<T>(path.join(this.#folder, kind), this.#isLasting);
    this.#stores.push(store);
    return store;
  }

  /** Where values of one kind are kept that change bit by bit. */
  logs<T>(kind: string): LogFolder<T> {
    return new LogFolder<T>(path.join(this.#folder, kind), this.#isLasting);
  }

  /** Saves what could not be saved before, if that can be done now. */
  flush(): void {
    for (const store of this.#stores) store.flush();
  }
}
