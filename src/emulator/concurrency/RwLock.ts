import { PendingWork } from './PendingWork.js';

/** Lets work through, but for the moments in which something is to be alone. */
export class RwLock {
  readonly #inside = new PendingWork();
  #closed: Promise<void> = Promise.resolve();

  /** Does something, once the gate is open. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    await this.#closed;
    const running = work();
    this.#inside.add(running);
    return running;
  }

  /** Closes the gate, has those inside make haste, waits for them, and does something alone. */
  async exclusive(hasten: () => void, work: () => Promise<void>): Promise<void> {
    const done = this.#left(hasten).then(work);
    this.#closed = done.catch(() => undefined);
    await done;
  }

  /** As {@link RwLock.exclusive}, but never opens again: those who come are told why. */
  async exclusiveForever(hasten: () => void, work: () => Promise<void>, why: Error): Promise<void> {
    const done = this.#left(hasten).then(work);
    this.#closed = done
      .catch(() => undefined)
      .then(() => {
        throw why;
      });
    // It may be that nobody comes.
    this.#closed.catch(() => undefined);
    await done;
  }

  /** Waits until it is open, and then until nobody is inside. */
  async #left(hasten: () => void): Promise<void> {
    await this.#closed;
    hasten();
    await this.#inside.drain();
  }
}
