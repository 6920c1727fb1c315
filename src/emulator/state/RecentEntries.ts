/** How much is kept: so many entries, and so many letters of text in all of them. */
export interface RecentLimits {
  readonly entries: number;
  readonly letters: number;
}

/** In letters: what an entry takes besides its texts. */
const overhead = 200;

/** The last entries of many: the first ones go where there are too many, or they are too long. */
export class RecentEntries<T extends object> {
  readonly #limits: RecentLimits;
  #entries: { readonly entry: T; readonly letters: number }[] = [];
  #letters = 0;

  constructor(limits: RecentLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#entries.length;
  }

  get all(): readonly T[] {
    return this.#entries.map(({ entry }) => entry);
  }

  /** Adds an entry. The last one stays, whatever its length. */
  add(entry: T): void {
    const letters = overhead + lettersOf(entry);
    this.#entries.push({ entry, letters });
    this.#letters += letters;
    const { entries: most, letters: mostLetters } = this.#limits;
    while (this.#entries.length > 1 && (this.#entries.length > most || this.#letters > mostLetters)) {
      this.#letters -= this.#entries.shift()?.letters ?? 0;
    }
  }

  clear(): void {
    this.#entries = [];
    this.#letters = 0;
  }
}

const lettersOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, part]) => sum + name.length + lettersOf(part), 0);
};
