import type { Observable } from 'rxjs';
import { checked } from './checked.js';
import { openEventStream } from './openEventStream.js';
import { reconnecting, type Told } from './reconnecting.js';
import type { RemoteOptions } from './RemoteOptions.js';

/** All that is known of what a server tells, its trouble too. */
export const toldBy = (
  url: string | URL,
  options: RemoteOptions = {},
  name: 'url' | 'location' = 'url',
): Observable<Told> =>
  checked([name, url], options, (address, limits) =>
    reconnecting((lastId) => openEventStream(address, options, lastId), limits),
  );
