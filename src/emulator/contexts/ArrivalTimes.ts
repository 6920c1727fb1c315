import type { BigIntStats } from 'node:fs';
import { statsKey } from '../files/fingerprint.js';
import type { LogFolder } from '../state/LogFolder.js';
import type { StateFolder } from '../state/StateFolder.js';

/** What tells a file that came from others. */
export type ArrivedFile = Pick<BigIntStats, 'size' | 'mtimeNs' | 'ctimeNs' | 'ctimeMs' | 'ino'>;

/** A file that came to a context. */
export interface Arrival {
  readonly file: ArrivedFile;
  /** When, in Unix milliseconds by the emulator's clock. */
  readonly at: number;
}

/** How many are remembered of one context. */
const most = 100_000;

/** How long what is remembered of one may be, before what is too much is left out. */
const mostBytes = 20 << 20;

/** In milliseconds: how far two clocks may be apart that are the same. */
const mostApart = 1000;

/**
 * When files came to contexts. What a file tells itself is when it was written, which may be long before; and, by the machine's
 * clock, when it came. Only where the emulator has another clock it is remembered here.
 */
export class ArrivalTimes {
  readonly #logs: LogFolder<number>;

  constructor(state: StateFolder) {
    this.#logs = state.logs('arrivals');
  }

  /** When the files of a context came, in Unix milliseconds. */
  of(contextId: string): (file: BigIntStats) => number {
    let remembered: ReadonlyMap<string, number> | undefined;
    return (file) => {
      remembered ??= this.#read(contextId);
      return remembered.get(statsKey(file)) ?? Number(file.ctimeMs);
    };
  }

  add(contextId: string, arrivals: readonly Arrival[]): void {
    const apart = arrivals.filter(({ file, at }) => Math.abs(at - Number(file.ctimeMs)) > mostApart);
    if (apart.length === 0) return;
    const log = this.#logs.of(contextId);
    log.add(new Map(apart.map(({ file, at }) => [statsKey(file), at])));
    if (log.size > mostBytes) log.rewrite(this.#read(contextId));
  }

  forget(contextId: string): void {
    this.#logs.removeAll((file) => file.startsWith(`${contextId}.`));
  }

  /** What cannot be read is as good as nothing: less is recycled then. */
  #read(contextId: string): ReadonlyMap<string, number> {
    return new Map([...this.#logs.of(contextId).load()].slice(-most));
  }
}
