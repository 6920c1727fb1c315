/** What was done, to be undone from the last to the first. */
export class CleanupStack {
  readonly #steps: (() => Promise<unknown>)[] = [];
  #undone: Promise<void> | undefined;

  defer(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  /** Undoes all of it, once. Where a step fails the others are done nevertheless, and then it rejects. */
  dispose(): Promise<void> {
    this.#undone ??= this.#all();
    return this.#undone;
  }

  async #all(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of this.#steps.reverse()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
