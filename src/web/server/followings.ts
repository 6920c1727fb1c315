import { defer, finalize, from, of, ReplaySubject, share, switchMap, tap, throwError, type Observable } from 'rxjs';
import type { SyncHandle } from '../../model/sync/SyncHandle.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import { hasEnded, type KeptSyncs } from './KeptSyncs.js';
import { pageJson } from './pageJson.js';

/** Follows a sync from what a handle knows of it on. */
export type Follow = (handle: SyncHandle) => Observable<SyncSnapshot>;

/** The syncs that pages look at: each is followed once for all of them, for as long as one is there. */
export const followings = (syncs: KeptSyncs): ((id: string, follow: Follow) => Observable<unknown>) => {
  const followed = new Map<string, Observable<SyncSnapshot>>();
  const begin = (id: string, handle: SyncHandle, follow: Follow): Observable<SyncSnapshot> => {
    let kept = JSON.stringify(handle);
    const snapshots: Observable<SyncSnapshot> = follow(handle).pipe(
      tap((snapshot) => {
        const now = JSON.stringify(snapshot.handle);
        if (now === kept && !snapshot.done) return;
        kept = now;
        syncs.keep(id, { handle: snapshot.handle, ...(snapshot.done && { result: pageJson(snapshot) }) });
      }),
      finalize(() => {
        if (followed.get(id) === snapshots) followed.delete(id);
      }),
      share({ connector: () => new ReplaySubject(1), resetOnComplete: false }),
    );
    followed.set(id, snapshots);
    return snapshots;
  };
  // Who reads it decides when: what was known when he asked may be old by then.
  return (id, follow) =>
    defer(
      () =>
        followed.get(id) ??
        from(syncs.get(id)).pipe(
          switchMap((sync): Observable<unknown> => {
            if (hasEnded(sync)) return of(JSON.parse(sync.result));
            if (sync?.handle === undefined) return throwError(() => new Error('It is not kept any more.'));
            return followed.get(id) ?? begin(id, sync.handle, follow);
          }),
        ),
    );
};
