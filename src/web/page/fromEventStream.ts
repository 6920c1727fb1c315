import { concatMap, EMPTY, of, type Observable } from 'rxjs';
import type { Remote } from '../RemoteSnapshot.js';
import { longestDelay } from '../../model/options/timerRange.js';
import { openEventStream } from './openEventStream.js';
import { pageError } from './pageError.js';
import type { PageRequestOptions } from './pageRequest.js';
import { reconnecting, type ReconnectOptions, type Told } from './reconnecting.js';

/** How a page follows what its server tells. */
export interface RemoteOptions extends PageRequestOptions {
  /**
   * How long a connection may be silent, in milliseconds: then it counts as broken, and is opened again. More than the server's
   * `heartbeat`.
   * @default 20 000
   */
  readonly silence?: number | undefined;
  /**
   * How long nothing may be heard at all, in milliseconds: then the server counts as gone.
   * @default 300 000
   */
  readonly reconnectTimeout?: number | undefined;
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
export const fromEventStream = <T>(url: string | URL, options?: RemoteOptions): Observable<Remote<T>> =>
  toldBy(url, options).pipe(
    concatMap((told) => {
      if ('error' in told) throw told.error;
      return 'value' in told ? of(told.value as Remote<T>) : EMPTY;
    }),
  );

/** All that is known of it, its trouble too. */
export const toldBy = (url: string | URL, options: RemoteOptions = {}): Observable<Told> =>
  withinLimits(options, (limits) => reconnecting((lastId) => openEventStream(url, options, lastId), limits));

/** Follows something within the limits that are given. Where one is wrong, nothing is sent. */
export const withinLimits = (
  { silence = 20_000, reconnectTimeout = 300_000 }: RemoteOptions,
  follow: (limits: ReconnectOptions) => Observable<Told>,
): Observable<Told> => {
  const limits = { silence, reconnectTimeout };
  const wrong = Object.entries(limits).find(([, ms]) => !(ms >= 1 && ms <= longestDelay));
  if (wrong === undefined) return follow(limits);
  const [option] = wrong;
  const rule = `must be a number of milliseconds from 1 to ${longestDelay}`;
  const message = `\`${option}\` ${rule}`;
  return of({ error: pageError({ _tag: 'InvalidRequest', option, rule, message }), isRefused: true });
};
