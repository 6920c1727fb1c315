import { PendingWork } from './PendingWork.js';

/** A lock that many share, but for the moments in which one is to be alone, as readers and a writer. */
export class RwLock {
  readonly #sharing = new PendingWork();
  /** Settles when nobody is, or waits to be, alone. */
  #free: Promise<void> = Promise.resolve();

  /** Does something, once nobody is alone. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    await this.#free;
    const running = work();
    this.#sharing.add(running);
    return running;
  }

  /** Lets nobody in, has those who share make haste, waits for them, and does something alone. */
  async exclusive(hasten: () => void, work: () => Promise<void>): Promise<void> {
    const done = this.#left(hasten).then(work);
    this.#free = done.catch(() => undefined);
    await done;
  }

  /** As {@link RwLock.exclusive}, but nobody is let in again: those who come are told why. */
  async exclusiveForever(hasten: () => void, work: () => Promise<void>, why: Error): Promise<void> {
    const done = this.#left(hasten).then(work);
    this.#free = done
      .catch(() => undefined)
      .then(() => {
        throw why;
      });
    // It may be that nobody comes.
    this.#free.catch(() => undefined);
    await done;
  }

  /** Waits until nobody else is alone, and then until nobody shares. */
  async #left(hasten: () => void): Promise<void> {
    await this.#free;
    hasten();
    await this.#sharing.drain();
  }
}
