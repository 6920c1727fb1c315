import type { EntryLog, LogPlace } from '../state/EntryLog.js';
import type { LogFolder } from '../state/LogFolder.js';
import type { StateFolder } from '../state/StateFolder.js';

/** How many are remembered of one context. */
const most = 100_000;

/** How long what is remembered of one may be, in bytes, before what is too much is left out. */
const mostBytes = 20 << 20;

/** Which files of contexts were recycled, by what tells one state of a file from another: they must not come back. */
export class RecycledFiles {
  readonly #logs: LogFolder<true>;

  constructor(state: StateFolder) {
    this.#logs = state.logs('recycled');
  }

  /** Files are to be recycled. Throws where it cannot be kept. */
  add(contextId: string, keys: ReadonlySet<string>): void {
    const log = this.#logs.of(contextId);
    log.add(new Map([...keys].map((key) => [key, true])));
    if (log.size > mostBytes) log.rewrite(new Map([...log.load()].slice(-most)));
  }

  /** Where it is kept of a context. */
  placeOf(contextId: string): LogPlace {
    return this.#logs.of(contextId).place;
  }

  forget(contextId: string): void {
    this.#logs.removeAll((file) => file.startsWith(`${contextId}.`));
  }
}

/** Tells whether a file was recycled. */
export const recycledIn = (log: Pick<EntryLog<true>, 'load'>): ((key: string) => boolean) => {
  let known: ReadonlyMap<string, true> | undefined;
  return (key) => (known ??= log.load()).has(key);
};
