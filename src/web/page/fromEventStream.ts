import { concatMap, EMPTY, of, type Observable } from 'rxjs';
import { longestDelay } from '../../model/options/timerRange.js';
import type { Remote } from '../RemoteSnapshot.js';
import { checked, wrong } from './checked.js';
import { openEventSource, type EventSourceClass } from './openEventSource.js';
import { reconnecting, type Told } from './reconnecting.js';
import type { RemoteOptions } from './RemoteOptions.js';
import { toldBy } from './toldBy.js';

/** How a page follows a stream. */
export interface FromEventStreamOptions extends RemoteOptions {
  /**
   * The class of `EventSource` to connect by, in the place of `fetch`: that of the page, or what stands in for it where `fetch` cannot
   * read a stream. It sends no `headers`, tells no reason where it is refused, and does not hear that a server without news is there: so
   * `silence` does not count.
   * @default none
   */
  readonly eventSource?: EventSourceClass | undefined;
}

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
export const fromEventStream = <T>(url: string | URL, options: FromEventStreamOptions = {}): Observable<Remote<T>> =>
  (options.eventSource ? toldByEventSource(url, options, options.eventSource) : toldBy(url, options)).pipe(
    concatMap((told) => {
      if ('error' in told) throw told.error;
      return 'value' in told ? of(told.value as Remote<T>) : EMPTY;
    }),
  );

const toldByEventSource = (
  url: string | URL,
  options: RemoteOptions,
  eventSource: EventSourceClass,
): Observable<Told> => {
  const other = (['headers', 'fetch'] as const).find((option) => options[option]);
  if (other) return wrong(other, 'cannot be used with `eventSource`, which sends its own requests');
  return checked(['url', url], options, (address, limits) =>
    reconnecting(() => openEventSource(address, eventSource), { ...limits, silence: longestDelay }),
  );
};
