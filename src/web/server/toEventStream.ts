import type { Observable } from 'rxjs';
import { isSignal } from '../../adapters/AbortOptions.js';
import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { checkOptions, milliseconds, optional, withDefault, type Rule } from '../../model/options/rules.js';
import { eventStreamOf } from './eventStreamOf.js';

/** How a stream is written to a page. */
export interface EventStreamOptions {
  /**
   * Ends it: that of the request, where the server does not cancel a body that nobody reads.
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * How often something is written where there is nothing to say, in milliseconds: what stands between closes connections that are
   * silent (Bun after 10 seconds).
   * @default 8000
   */
  readonly heartbeat?: number | undefined;
  /**
   * What the page is told to wait before it connects again, in milliseconds.
   * @default 2000
   */
  readonly retry?: number | undefined;
  /**
   * Headers of the answer beside its own, such as those that let a page of another origin read it.
   * @default none
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * The header `Last-Event-ID` of the request. One that saw the end gets 204, so that its browser does not come back again. It is
   * believed in nothing else.
   * @default none
   */
  readonly lastEventId?: string | null | undefined;
}

/**
 * A stream of snapshots as an answer of server-sent events, for `fromEventStream` or a browser's `EventSource`. Snapshots are states:
 * who reads slowly gets the newest one, and always the last. Each reader is one subscription, which ends when he leaves. Handles,
 * causes and stacks stay here; so does the reason where the stream fails.
 *
 * @throws `InvalidRequest` that names the option and the rule.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 * import { toEventStream } from 'rx-context-sync/web';
 *
 * const { context } = new AGB().session('s-1');
 * export const GET = (request: Request) => toEventStream(context.watch$(), { signal: request.signal });
 * ```
 */
export const toEventStream = (values: Observable<unknown>, options?: EventStreamOptions): Response => {
  return eventStreamOf(values, checkOptions(rules, options));
};

const abortSignal: Rule<AbortSignal> = (option, value) => {
  if (isSignal(value)) return value;
  throw new InvalidRequest(option, 'must be an AbortSignal');
};

const headerFields: Rule<Readonly<Record<string, string>>> = (option, value) => {
  try {
    return Object.fromEntries(new Headers(value as HeadersInit));
  } catch {
    throw new InvalidRequest(option, 'must be the fields of headers');
  }
};

export const heartbeat = withDefault(milliseconds(1), 8000);
export const retry = withDefault(milliseconds(), 2000);

const rules = {
  heartbeat,
  retry,
  signal: optional(abortSignal),
  headers: withDefault(headerFields, {}),
  lastEventId: optional<string>((_, value) => String(value)),
};
