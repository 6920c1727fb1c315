import type { SyncHandle } from '../../model/sync/SyncHandle.js';
import { ExpiringMap } from './ExpiringMap.js';
import type { SyncRefusal } from './refusals.js';

/** What a server keeps of a sync that a page started: plain JSON. */
export interface StoredSync {
  /** What is followed. Absent while a server starts it, and where it was refused. */
  readonly handle?: SyncHandle | undefined;
  /** The last snapshot as it was told, once there is one. */
  readonly result?: string | undefined;
  /** What a start was answered with that surely triggered nothing. */
  readonly refusal?: SyncRefusal | undefined;
}

/** Where a server keeps its syncs by their ids: for more than one server something that they share. */
export interface SyncStore {
  /** Gives what was set; undefined where nothing was, or where it is not kept any more. */
  readonly get: (id: string) => StoredSync | undefined | Promise<StoredSync | undefined>;
  /** Keeps what is given, in the place of what was there. What it gives is awaited. */
  readonly set: (id: string, sync: StoredSync) => unknown;
  /**
   * Sets what is not there yet, and says whether it did: in one step, such as `SET key value NX` of Redis. With it, two servers that are
   * asked for the same start at the same moment trigger once; one that ends between this step and its trigger leaves a start of which
   * nobody knows more, until the store forgets it.
   * @default none: each of the two triggers
   */
  readonly setIfAbsent?: ((id: string, sync: StoredSync) => boolean | Promise<boolean>) | undefined;
}

/** How long a sync is kept after it was told of last, in ms. */
const lifetime = 60 * 60_000;

/** Keeps them in this process. */
export const memoryStore = (): SyncStore => {
  const syncs = new ExpiringMap<StoredSync>(lifetime);
  return {
    get: (id) => syncs.get(id),
    set: (id, sync) => {
      syncs.set(id, sync);
    },
  };
};
