import { Mutex } from 'async-mutex';
import { PendingWork } from './PendingWork.js';

/** A mutex for each key: works of one key run one after the other, in the order that they came in. */
export class KeyedMutex {
  readonly #mutexes = new Map<string, Mutex>();
  readonly #pending = new PendingWork();

  /** Does something when it is its turn. One that fails does not keep those after it from theirs. */
  async runExclusive<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mutex = this.#mutexes.get(key) ?? new Mutex();
    this.#mutexes.set(key, mutex);
    const running = mutex.runExclusive(work).finally(() => {
      if (!mutex.isLocked()) this.#mutexes.delete(key);
    });
    this.#pending.add(running);
    return running;
  }

  /** Waits for what was begun, or waits for its turn, until now. */
  async drain(): Promise<void> {
    await this.#pending.drain();
  }
}
