/** Keeps things for some time after they were set. */
export class ExpiringMap<T> {
  readonly #kept = new Map<string, { readonly value: T; readonly until: number }>();
  readonly #lifetime: number;

  /** `lifetime` in ms. */
  constructor(lifetime: number) {
    this.#lifetime = lifetime;
  }

  get(key: string): T | undefined {
    this.#removeOld();
    return this.#kept.get(key)?.value;
  }

  set(key: string, value: T): void {
    this.#removeOld();
    // What is set last stands last.
    this.#kept.delete(key);
    this.#kept.set(key, { value, until: performance.now() + this.#lifetime });
  }

  delete(key: string): void {
    this.#kept.delete(key);
  }

  #removeOld(): void {
    for (const [key, { until }] of this.#kept) {
      if (until > performance.now()) return;
      this.#kept.delete(key);
    }
  }
}
