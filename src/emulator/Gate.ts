/** Lets work through, but for the moments in which something is to be alone. */
export class Gate {
  readonly #inside = new Set<Promise<unknown>>();
  #closed: Promise<void> = Promise.resolve();

  /** Does something, once the gate is open. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    await this.#closed;
    const running = work();
    const settled = running.catch(() => undefined);
    this.#inside.add(settled);
    void settled.then(() => this.#inside.delete(settled));
    return running;
  }

  /** Closes the gate, waits for what is inside, and does something alone. */
  async alone(work: () => Promise<void>): Promise<void> {
    const before = this.#closed;
    const done = before.then(() => Promise.all(this.#inside)).then(work);
    this.#closed = done.catch(() => undefined);
    await done;
  }
}
