import type { Context } from '../../model/contexts/Context.js';
import type { RecycleRule } from './expiry.js';

/** A context, as the emulator keeps it. */
export interface ContextRecord extends Context {
  /** Counts up: lists are in this order. */
  readonly number: number;
  /** Whose it is. */
  readonly owner: string;
  /** `file_transfer` where the service made it for itself; such contexts are not listed. */
  readonly contextType?: string | undefined;
  /** How often it was cleared. */
  readonly clears?: number | undefined;
  /** Where it is `clearing`: whether its files are gone already. */
  readonly isEmptied?: boolean | undefined;
  /** What is recycled in it, and when, by the paths of the mounts that say so. */
  readonly recycling?: Readonly<Record<string, RecycleRule | undefined>> | undefined;
}
