import type { Fields } from './Protocol.js';

/** A request that the emulator answered, or was told not to. */
export interface JournalEntry {
  /** Unix milliseconds. */
  readonly at: number;
  readonly operation: string;
  /** The parameters, in camelCase, without the key. */
  readonly fields: Fields;
  /** 0 where it was not answered. */
  readonly httpStatus: number;
  /** The code of the answer. */
  readonly code: string;
  readonly requestId: string;
}

const longest = 10_000;

/** What the emulator was asked for, the last ten thousand requests of it. */
export class Journal {
  readonly #told: (entry: JournalEntry) => void;
  #entries: JournalEntry[] = [];

  constructor(told: (entry: JournalEntry) => void) {
    this.#told = told;
  }

  get entries(): readonly JournalEntry[] {
    return [...this.#entries];
  }

  add(entry: JournalEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > longest) this.#entries.shift();
    try {
      this.#told(entry);
    } catch {
      // What it throws is its own affair: the request is answered.
    }
  }

  clear(): void {
    this.#entries = [];
  }
}
