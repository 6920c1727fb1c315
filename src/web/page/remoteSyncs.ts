import type { Observable } from 'rxjs';
import type { TargetOptions } from '../../model/sync/SyncOptions.js';
import type { RemoteSnapshot } from '../RemoteSnapshot.js';
import { addressOf, checked, wrong } from './checked.js';
import { openEventStream } from './openEventStream.js';
import type { Told } from './reconnecting.js';
import type { RemoteOptions } from './RemoteOptions.js';
import { followedSync, startedSync } from './remoteSync.js';
import { sharedConnection } from './sharedConnection.js';

/** The syncs of one handler, which are followed over one connection. */
export interface RemoteSyncs {
  /** Starts a sync and follows it, as `remoteSync$` does. */
  readonly sync$: (target?: TargetOptions) => Observable<RemoteSnapshot>;
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
      return follow(search);
    });
  return {
    sync$: (target = {}) => startedSync(url, options, target, told),
    follow$: (location) => followedSync(location, told(location)),
  };
};

const withLocations = (handler: URL, locations: readonly string[]): string => {
  const address = new URL(handler);
  for (const location of locations) address.searchParams.append('location', location);
  return address.href;
};
