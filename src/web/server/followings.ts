import { finalize, ReplaySubject, share, tap, type Observable } from 'rxjs';
import type { SyncHandle } from '../../model/sync/SyncHandle.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import { pageJson } from './pageJson.js';
import type { SyncStore } from './SyncStore.js';

/** The syncs that pages look at: each is followed once for all of them, for as long as one is there. */
export type Followings = (
  id: string,
  handle: SyncHandle,
  follow: (handle: SyncHandle) => Observable<SyncSnapshot>,
) => Observable<SyncSnapshot>;

/** Keeps in the store what was seen. */
export const followings = (store: SyncStore): Followings => {
  const followed = new Map<string, Observable<SyncSnapshot>>();
  return (id, handle, follow) => {
    const known = followed.get(id);
    if (known !== undefined) return known;
    let kept = JSON.stringify(handle);
    const snapshots = follow(handle).pipe(
      tap((snapshot) => {
        const now = JSON.stringify(snapshot.handle);
        if (now === kept && !snapshot.done) return;
        kept = now;
        keep(store, id, snapshot);
      }),
      finalize(() => followed.delete(id)),
      share({ connector: () => new ReplaySubject(1), resetOnComplete: false }),
    );
    followed.set(id, snapshots);
    return snapshots;
  };
};

/** That it cannot be kept is no reason not to tell it: who asks again follows what was kept before. */
const keep = (store: SyncStore, id: string, snapshot: SyncSnapshot): void => {
  const result = snapshot.done ? { result: pageJson(snapshot) } : {};
  void Promise.resolve()
    .then(() => store.set(id, { handle: snapshot.handle, ...result }))
    .catch(() => undefined);
};
