/** What runs, for those who wait for its end. */
export class PendingWork {
  readonly #works = new Set<Promise<unknown>>();

  add(work: Promise<unknown>): void {
    const settled = work.catch(() => undefined);
    this.#works.add(settled);
    void settled.then(() => this.#works.delete(settled));
  }

  /** Waits for what runs now. */
  async drain(): Promise<void> {
    await Promise.all(this.#works);
  }
}
