import { concat, defer, EMPTY, startWith, takeWhile, type Observable } from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import type { TargetOptions } from '../../model/sync/SyncOptions.js';
import type { RemoteSnapshot } from '../RemoteSnapshot.js';
import { addressOf, checked, wrong } from './checked.js';
import { openEventStream } from './openEventStream.js';
import { mayPass } from './pageError.js';
import type { Told } from './reconnecting.js';
import type { RemoteOptions } from './RemoteOptions.js';
import { followedSync, startedSync } from './remoteSync.js';
import { sharedConnection } from './sharedConnection.js';
import { toldBy } from './toldBy.js';

/** The syncs of one handler, which are followed over one connection. */
export interface RemoteSyncs {
  /** Starts a sync and follows it, as `remoteSync$` does. */
  readonly sync$: (target?: TargetOptions, onStart?: (location: string) => void) => Observable<RemoteSnapshot>;
  /** Follows a sync that was started, as `remoteFollow$` does: by a `location` of the same handler. */
  readonly follow$: (location: string | URL) => Observable<RemoteSnapshot>;
}

/**
 * For a page that looks at many syncs at once: all of them come over one connection, where `remoteSync$` and `remoteFollow$` have one
 * each, and browsers open six to a host. It is open while somebody follows one.
 *
 * @example
 * ```ts
 * import { remoteSyncs } from 'rx-context-sync/web';
 *
 * const syncs = remoteSyncs('/sync', { headers: () => ({ authorization: localStorage.getItem('token') ?? '' }) });
 * for (const path of ['/home/one', '/home/two'])
 *   syncs.sync$({ contextId: 'SdkCtx-1', path }).subscribe(({ state }) => console.log(path, state));
 * ```
 */
export const remoteSyncs = (url: string | URL, options: RemoteOptions = {}): RemoteSyncs => {
  let follow: ((search: string) => Observable<Told>) | undefined;
  const told = (location: string | URL): Observable<Told> =>
    checked(['url', url], options, (address, limits) => {
      const handler = new URL(address);
      const { origin, pathname, search } = new URL(addressOf(location, address) ?? 'about:blank');
      if (origin + pathname !== handler.origin + handler.pathname)
        return wrong('location', 'must be one of the same handler');
      follow ??= sharedConnection(
        (locations) => openEventStream(withLocations(handler, locations), options, ''),
        limits,
      );
      const alone = toldBy(location, options, 'location');
      return orAlone(follow(search), alone);
    });
  return {
    sync$: (target = {}, onStart) => startedSync(url, options, target, told, onStart),
    follow$: (location) => followedSync(location, told(location)),
  };
};

/** Trouble of one of them is no reason to ask for the others again: it goes on alone. */
const orAlone = (together: Observable<Told>, alone: Observable<Told>): Observable<Told> =>
  defer(() => {
    let trouble: ContextError | undefined;
    const untilTrouble = takeWhile((told: Told) => {
      if ('error' in told && mayPass(told.error)) trouble = told.error;
      return trouble === undefined;
    });
    const then = defer(() => (trouble ? alone.pipe(startWith({ warning: trouble })) : EMPTY));
    return concat(together.pipe(untilTrouble), then);
  });

const withLocations = (handler: URL, locations: readonly string[]): string => {
  const address = new URL(handler);
  for (const location of locations) address.searchParams.append('location', location);
  return address.href;
};
