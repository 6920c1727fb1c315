import type { BigIntStats } from 'node:fs';
import { statsKey } from '../files/fingerprint.js';
import type { StateFolder } from '../state/StateFolder.js';
import type { Store } from '../state/Store.js';

/** A file that came to a context. */
export interface Arrival {
  readonly file: BigIntStats;
  /** When, in Unix milliseconds by the emulator's clock. */
  readonly at: number;
}

/** How many are remembered of one context. */
const most = 100_000;

/** In milliseconds: how far two clocks may be apart that are the same. */
const mostApart = 1000;

/**
 * When files came to contexts. What a file tells itself is when it was written, which may be long before; and, by the machine's
 * clock, when it came. Only where the emulator has another clock it is remembered here.
 */
export class ArrivalTimes {
  readonly #store: Store<Readonly<Record<string, number>>>;

  constructor(state: StateFolder) {
    this.#store = state.store('arrivals');
  }

  /** When the files of a context came, in Unix milliseconds. */
  of(contextId: string): (file: BigIntStats) => number {
    let remembered: Readonly<Record<string, number>> | undefined;
    return (file) => {
      remembered ??= this.#read(contextId);
      return remembered[statsKey(file)] ?? Number(file.ctimeMs);
    };
  }

  add(contextId: string, arrivals: readonly Arrival[]): void {
    const apart = arrivals.filter(({ file, at }) => Math.abs(at - Number(file.ctimeMs)) > mostApart);
    if (apart.length === 0) return;
    const added = apart.map(({ file, at }) => [statsKey(file), at] as const);
    const all = [...Object.entries(this.#read(contextId)), ...added];
    this.#store.save(contextId, Object.fromEntries(all.slice(-most)));
  }

  forget(contextId: string): void {
    this.#store.remove(contextId);
  }

  /** What cannot be read is as good as nothing: less is recycled then. */
  #read(contextId: string): Readonly<Record<string, number>> {
    try {
      return this.#store.get(contextId) ?? {};
    } catch {
      return {};
    }
  }
}
