import type { Context } from '../model/Context.js';
import type { Recycling } from './recycle.js';

/** A context, as the emulator keeps it. */
export interface EmulatedContext extends Context {
  /** Counts up: lists are in this order. */
  readonly number: number;
  /** Whose it is. */
  readonly owner: string;
  /** `file_transfer` where the service made it for itself; such contexts are not listed. */
  readonly contextType?: string | undefined;
  /** Where it is `clearing`: whether its files are gone already. */
  readonly isEmptied?: boolean | undefined;
  /** What is recycled in it, and when. */
  readonly recycling?: Recycling | undefined;
}
