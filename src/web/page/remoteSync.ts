import { concatMap, defer, EMPTY, Observable, of } from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import { isTransient } from '../../model/errors/isTransient.js';
import type { TargetOptions } from '../../model/sync/SyncOptions.js';
import type { RemoteSnapshot } from '../RemoteSnapshot.js';
import { checked } from './checked.js';
import { toldBy, type RemoteOptions } from './fromEventStream.js';
import type { Heard } from './Heard.js';
import { broken, errorIn, refusalOf, send, type PageRequestOptions } from './pageRequest.js';
import { reconnecting, type Told } from './reconnecting.js';
import { snapshotsOf } from './snapshotsOf.js';

/** What is to be synced, and how the page follows it. */
export interface RemoteSyncOptions extends TargetOptions, RemoteOptions {}

/**
 * Starts a sync on the server, whose `syncHandler` has the key, and follows it: the snapshots of `sync$`, but for the handle. Each
 * subscription is one sync. Unsubscribing stops the watching at once, not the sync. An outcome is never a stream error.
 *
 * A connection that breaks is a `warning`, and is opened again; a start whose answer got lost is asked for again, and starts no second
 * sync. Where the server is gone, the end is `unconfirmed`.
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
export const remoteSync$ = (url: string | URL, options: RemoteSyncOptions = {}): Observable<RemoteSnapshot> => {
  const { contextId, path, mode, ...remote } = options;
  return defer(() => {
    const started = checked(['url', url], remote, (address, limits) =>
      reconnecting(postOf(address, remote, { contextId, path, mode }), limits),
    );
    return snapshotsOf(
      started.pipe(
        concatMap((told): Observable<Told> => {
          if ('isComplete' in told) return EMPTY;
          return 'value' in told ? followStarted(told.value as Started, remote) : of(told);
        }),
      ),
    );
  });
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
  snapshotsOf(toldBy(location, options, 'location'));

type Started =
  | { readonly location: string }
  | { readonly error: ContextError; /** Surely nothing was triggered. */ readonly isRefused: boolean };

const followStarted = (started: Started, remote: RemoteOptions): Observable<Told> =>
  'location' in started ? toldBy(started.location, remote) : of(started);

/** How long a start can be asked for again, in ms: servers do not remember it for ever, and a page may sleep meanwhile. */
const longestAsked = 30 * 60_000;

/** Asks for a sync, each time with the same key: it tells the server that it is asked for the same one again. */
const postOf = (url: string, options: PageRequestOptions, target: TargetOptions): (() => Observable<Heard>) => {
  const key = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const beganAt = Date.now();
  let mayHaveArrived = false;
  const ask = async (signal: AbortSignal): Promise<Started> => {
    if (mayHaveArrived && Date.now() - beganAt > longestAsked)
      return { error: broken('it is too late to ask again'), isRefused: false };
    const response = await send(url, options, { method: 'POST', body: JSON.stringify(target), headers, signal }).catch(
      (error: unknown) => {
        mayHaveArrived = true;
        throw error;
      },
    );
    const location = response.headers.get('location');
    if (response.ok && location !== null) return { location: new URL(location, response.url || url).href };
    const said = await errorIn(response);
    const error = said ?? refusalOf(response);
    // A proxy's word is none of the server.
    if (said === undefined && isTransient(error)) {
      mayHaveArrived = true;
      throw error;
    }
    return { error, isRefused: !mayHaveArrived };
  };
  return () =>
    new Observable((subscriber) => {
      const controller = new AbortController();
      ask(controller.signal).then(
        (value) => {
          subscriber.next({ type: 'value', value });
          subscriber.next({ type: 'complete' });
        },
        (error: unknown) => {
          subscriber.error(error);
        },
      );
      return () => {
        controller.abort();
      };
    });
};
