import type { Fields } from '../protocol/Protocol.js';

/** A request that the emulator answered, or was told not to. */
export interface JournaledRequest {
  /** Unix milliseconds. */
  readonly at: number;
  readonly operation: string;
  /** The parameters, in camelCase, without the key; of long ones the first 2,000 letters. */
  readonly fields: Fields;
  /** 0 where it was not answered. */
  readonly httpStatus: number;
  /** The code of the answer. */
  readonly code: string;
  readonly requestId: string;
}

/** What became of a sync task: each of its states is an entry. */
export interface JournaledTask {
  /** Unix milliseconds. */
  readonly at: number;
  readonly sessionId: string;
  readonly contextId: string;
  readonly path: string;
  readonly taskType: 'upload' | 'download';
  readonly status: string;
  /** Why it failed; empty where it did not. */
  readonly errorMessage: string;
}

/** What the emulator did, in the order that it was done in: the last ten thousand requests, and as many states of tasks. */
export interface JournalEntries {
  readonly requests: readonly JournaledRequest[];
  readonly tasks: readonly JournaledTask[];
}

/** Who is told of each entry. */
export interface JournalListeners {
  readonly onRequest: (entry: JournaledRequest) => void;
  readonly onTask: (entry: JournaledTask) => void;
}

const longest = 10_000;
const longestValue = 2000;

/** Keeps what the emulator did. */
export class Journal {
  readonly #told: JournalListeners;
  readonly #waiting = new Set<(entry: JournaledRequest | JournaledTask) => void>();
  #added = 0;
  #requests: JournaledRequest[] = [];
  #tasks: JournaledTask[] = [];

  constructor(told: JournalListeners) {
    this.#told = told;
  }

  /** How many entries came that are not kept any more. */
  get dropped(): number {
    return this.#added - this.#requests.length - this.#tasks.length;
  }

  get entries(): JournalEntries {
    return { requests: [...this.#requests], tasks: [...this.#tasks] };
  }

  addRequest(entry: JournaledRequest): void {
    const kept = { ...entry, fields: clipped(entry.fields) };
    this.#added++;
    add(this.#requests, kept, this.#told.onRequest);
    for (const tell of this.#waiting) tell(kept);
  }

  addTask(entry: JournaledTask): void {
    this.#added++;
    add(this.#tasks, entry, this.#told.onTask);
    for (const tell of this.#waiting) tell(entry);
  }

  /** Tells of each entry that comes, until what it gives is called. */
  subscribe(tell: (entry: JournaledRequest | JournaledTask) => void): () => void {
    this.#waiting.add(tell);
    return () => void this.#waiting.delete(tell);
  }

  clear(): void {
    this.#added = 0;
    this.#requests = [];
    this.#tasks = [];
  }
}

/** Ten thousand requests may be of megabytes. */
const clipped = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value = '']) => [
      name,
      value.length > longestValue ? `${value.slice(0, longestValue)}…` : value,
    ]),
  );

const add = <T>(entries: T[], entry: T, tell: (entry: T) => unknown): void => {
  entries.push(entry);
  if (entries.length > longest) entries.shift();
  try {
    const told = tell(entry);
    // It may be an async function, whatever its type says.
    if (told instanceof Promise) told.catch(() => undefined);
  } catch {
    // What it throws is its own affair: what was to be done is done.
  }
};
