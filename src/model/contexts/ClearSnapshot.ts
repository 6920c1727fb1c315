import type { WaitSnapshot } from '../results/Snapshot.js';

/** What one poll showed of a context that is being cleared. It is clear when the service says `available`. */
export type ClearSnapshot = WaitSnapshot<{
  /** The state of the context as last read: `clearing`, `pre-available`, `available`, …; empty where none was read. */
  state: string;
}>;

/** The last snapshot of a clearing, with `done: true`. */
export type ClearResult = Extract<ClearSnapshot, { readonly done: true }>;
