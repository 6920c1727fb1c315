import { concatMap, defer, EMPTY, map, of, type Observable } from 'rxjs';
import type { TargetOptions } from '../../model/sync/SyncOptions.js';
import type { RemoteSnapshot } from '../RemoteSnapshot.js';
import { checked } from './checked.js';
import { reconnecting, type Told } from './reconnecting.js';
import type { RemoteOptions } from './RemoteOptions.js';
import { snapshotsOf } from './snapshotsOf.js';
import { startRequest, type Started } from './startRequest.js';
import { toldBy } from './toldBy.js';

/** What is to be synced, and how the page follows it. */
export interface RemoteSyncOptions extends TargetOptions, RemoteOptions {}

/**
 * Starts a sync on the server, whose `syncHandler` has the key, and follows it: the snapshots of `sync$`, but for the handle. Each
 * subscription is one sync. Unsubscribing stops the watching at once, not the sync. An outcome is never a stream error.
 *
 * A connection that breaks is a `warning`, and is opened again; a start whose answer got lost is asked for again, and starts no second
 * sync. Where the server is gone, the end is `unconfirmed`. `onStart` is told the `location`, by which `remoteFollow$` follows the sync,
 * when the start is answered, before the first snapshot.
 *
 * @example
 * ```ts
 * import { remoteSync$ } from 'rx-context-sync/web';
 *
 * remoteSync$('/sync', { mode: 'upload' }).subscribe(({ state, progress, errorMessage }) =>
 *   console.log(state, `${progress.finished}/${progress.total}`, errorMessage),
 * );
 * ```
 */
export const remoteSync$ = (
  url: string | URL,
  options: RemoteSyncOptions = {},
  onStart?: (location: string) => void,
): Observable<RemoteSnapshot> => {
  const { contextId, path, mode, ...remote } = options;
  return startedSync(url, remote, { contextId, path, mode }, (location) => toldBy(location, remote), onStart);
};

/**
 * Follows a sync that was started on the server, by the `location` that a start was answered with. Never starts one.
 *
 * @example
 * ```ts
 * import { remoteFollow$ } from 'rx-context-sync/web';
 *
 * remoteFollow$('/sync?id=2f1c2f0e-5d0b-4a7e-9a55-8c7d4d8f3b61').subscribe(({ state }) => console.log(state));
 * ```
 */
export const remoteFollow$ = (location: string | URL, options?: RemoteOptions): Observable<RemoteSnapshot> =>
  followedSync(location, toldBy(location, options, 'location'));

/** Starts a sync, then follows it where it can be followed. */
export const startedSync = (
  url: string | URL,
  options: RemoteOptions,
  target: TargetOptions,
  follow: (location: string) => Observable<Told>,
  onStart?: (location: string) => void,
): Observable<RemoteSnapshot> =>
  defer(() => {
    let known: { readonly location: string } | undefined;
    const told = checked(['url', url], options, (address, limits) =>
      reconnecting(startRequest(address, options, target), limits),
    ).pipe(
      concatMap((said): Observable<Told> => {
        if ('isComplete' in said) return EMPTY;
        if (!('value' in said)) return of(said);
        const started = said.value as Started;
        if ('error' in started) return of(started);
        known = started;
        onStart?.(started.location);
        return follow(started.location);
      }),
    );
    return snapshotsOf(told).pipe(map((snapshot) => ({ ...snapshot, ...known })));
  });

/** What is told of a sync, with where that is. */
export const followedSync = (location: string | URL, told: Observable<Told>): Observable<RemoteSnapshot> =>
  snapshotsOf(told).pipe(map((snapshot) => ({ ...snapshot, location: String(location) })));
