/** Lets works of one kind run one after the other, in the order that they came in. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<void>>();

  /** Does something when it is its turn. One that fails does not keep those after it from theirs. */
  async runExclusive<T>(kind: string, work: () => Promise<T>): Promise<T> {
    const done = (this.#last.get(kind) ?? Promise.resolve()).then(work);
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(kind, settled);
    void settled.then(() => this.#last.get(kind) === settled && this.#last.delete(kind));
    return done;
  }

  /** Waits for what was taken until now. */
  async drain(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
