import { ownText } from '../protocol/ownText.js';
import type { Fields } from '../protocol/Protocol.js';
import { RecentEntries } from './RecentEntries.js';

/** A request that the emulator answered, or was told not to. */
export interface JournaledRequest {
  /** Unix milliseconds. */
  readonly at: number;
  /** The operation that was asked for, for example `GetContextInfo`. */
  readonly operation: string;
  /** The parameters, in camelCase, without the key: the first hundred, and of long ones the first 2,000 letters. */
  readonly fields: Fields;
  /** 0 where it was not answered. */
  readonly httpStatus: number;
  /** The code of the answer. */
  readonly code: string;
  /** The id that the answer gave it. */
  readonly requestId: string;
}

/** What became of a sync task: each of its states is an entry. */
export interface JournaledTask {
  /** Unix milliseconds. */
  readonly at: number;
  /** The session that it is of. */
  readonly sessionId: string;
  /** The context that it syncs. */
  readonly contextId: string;
  /** The path in the session. */
  readonly path: string;
  /** `upload` goes from the session to the context, `download` the other way. */
  readonly taskType: 'upload' | 'download';
  /** `Pending`, `Running`, `Success` or `Failed`. */
  readonly status: string;
  /** Why it failed; empty where it did not. */
  readonly errorMessage: string;
}

/**
 * What the emulator did, in the order that it was done in: the last ten thousand requests, and as many states of tasks; of long ones
 * as many as 16 million letters are enough for.
 */
export interface JournalEntries {
  /** The requests, the oldest first. */
  readonly requests: readonly JournaledRequest[];
  /** The states of sync tasks, the oldest first. */
  readonly tasks: readonly JournaledTask[];
}

/** Who is told of each entry. */
export interface JournalListeners {
  readonly onRequest: (entry: JournaledRequest) => void;
  readonly onTask: (entry: JournaledTask) => void;
}

/** What is kept of requests, and what of states of tasks. */
const limits = { entries: 10_000, letters: 1 << 24 };

/** What is kept of one request. */
const most = { fields: 100, letters: 2000 };

/** Keeps what the emulator did. */
export class Journal {
  readonly #told: JournalListeners;
  readonly #waiting = new Set<(entry: JournaledRequest | JournaledTask) => void>();
  readonly #requests = new RecentEntries<JournaledRequest>(limits);
  readonly #tasks = new RecentEntries<JournaledTask>(limits);
  #added = 0;

  constructor(told: JournalListeners) {
    this.#told = told;
  }

  /** How many entries came that are not kept any more. */
  get dropped(): number {
    return this.#added - this.#requests.count - this.#tasks.count;
  }

  get entries(): JournalEntries {
    return { requests: this.#requests.all, tasks: this.#tasks.all };
  }

  addRequest(entry: JournaledRequest): void {
    const kept = { ...entry, operation: clipped(entry.operation), fields: clippedFields(entry.fields) };
    this.#added++;
    this.#requests.add(kept);
    tell(this.#told.onRequest, kept);
    for (const listener of this.#waiting) listener(kept);
  }

  addTask(entry: JournaledTask): void {
    this.#added++;
    this.#tasks.add(entry);
    tell(this.#told.onTask, entry);
    for (const listener of this.#waiting) listener(entry);
  }

  /** Tells of each entry that comes, until what it gives is called. */
  subscribe(listener: (entry: JournaledRequest | JournaledTask) => void): () => void {
    this.#waiting.add(listener);
    return () => void this.#waiting.delete(listener);
  }

  clear(): void {
    this.#added = 0;
    this.#requests.clear();
    this.#tasks.clear();
  }
}

/** A request may be of megabytes. */
const clippedFields = (fields: Fields): Fields => {
  const names = Object.keys(fields);
  const kept = names.slice(0, most.fields).map((name) => [clipped(name), clipped(fields[name] ?? '')]);
  const others = names.length - kept.length;
  return Object.fromEntries(others > 0 ? [...kept, ['…', `${others} more`]] : kept) as Fields;
};

const clipped = (text: string): string =>
  ownText(text.length > most.letters ? `${text.slice(0, most.letters)}…` : text);

const tell = <T>(listener: (entry: T) => unknown, entry: T): void => {
  try {
    const told = listener(entry);
    // It may be an async function, whatever its type says.
    if (told instanceof Promise) told.catch(() => undefined);
  } catch {
    // What it throws is its own affair: what was to be done is done.
  }
};
