import { concatMap, EMPTY, of, type Observable } from 'rxjs';
import type { Remote } from '../RemoteSnapshot.js';
import { checked } from './checked.js';
import { openEventStream } from './openEventStream.js';
import { reconnecting, type Told } from './reconnecting.js';
import type { RemoteOptions } from './RemoteOptions.js';

/**
 * What `toEventStream` tells, as a cold Observable: each subscription is a connection, which is opened again where it breaks.
 * Unsubscribing closes it at once. Errors in values are real ones, with their `_tag` and their fields.
 *
 * It ends in an error of the family where an option is wrong (`InvalidRequest`), where the server refuses (`Unauthorized`, `NotFound`,
 * `Refused`), is gone for longer than `reconnectTimeout`, or could not go on (`Unavailable`).
 *
 * @example
 * ```ts
 * import type { ContextInfoResult } from 'rx-context-sync';
 * import { fromEventStream } from 'rx-context-sync/web';
 *
 * fromEventStream<ContextInfoResult>('/tasks').subscribe(({ contextStatusData }) => console.log(contextStatusData));
 * ```
 */
export const fromEventStream = <T>(url: string | URL, options?: RemoteOptions): Observable<Remote<T>> =>
  toldBy(url, options).pipe(
    concatMap((told) => {
      if ('error' in told) throw told.error;
      return 'value' in told ? of(told.value as Remote<T>) : EMPTY;
    }),
  );

/** All that is known of it, its trouble too. */
export const toldBy = (
  url: string | URL,
  options: RemoteOptions = {},
  name: 'url' | 'location' = 'url',
): Observable<Told> =>
  checked([name, url], options, (address, limits) =>
    reconnecting((lastId) => openEventStream(address, options, lastId), limits),
  );
