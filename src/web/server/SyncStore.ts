import type { SyncHandle } from '../../model/sync/SyncHandle.js';
import { ExpiringMap } from './ExpiringMap.js';

/** What a server keeps of a sync that a page started: plain JSON. */
export interface StoredSync {
  readonly handle: SyncHandle;
  /** The last snapshot as it was told, once there is one. */
  readonly result?: string | undefined;
}

/** Where a server keeps its syncs by their ids: for more than one server something that they share. */
export interface SyncStore {
  readonly get: (id: string) => StoredSync | undefined | Promise<StoredSync | undefined>;
  readonly set: (id: string, sync: StoredSync) => unknown;
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
