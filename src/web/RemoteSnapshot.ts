import type { SyncSnapshot } from '../model/sync/SyncSnapshot.js';

/**
 * What a page sees of a value: all but what could be used to do something in the server's name. Its errors are real ones with their
 * `_tag` and their fields, but without their causes and what the sync saw before.
 */
export type Remote<T> = T extends unknown ? Omit<T, 'handle'> : never;

/**
 * A snapshot of a sync that a server follows: a {@link SyncSnapshot} but for its handle, which stays there. In its place is the
 * `location`, by which `remoteFollow$` follows the same sync, such as after a reload; there is none before the sync was started.
 */
export type RemoteSnapshot = Remote<SyncSnapshot> & {
  /** Where the server tells of this sync: to be kept, and given to `remoteFollow$`. Absent before it was started. */
  readonly location?: string | undefined;
};
