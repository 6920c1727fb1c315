import type { Observable } from 'rxjs';
import { endId } from '../eventNames.js';
import { framesOf, type FrameOptions } from './frames.js';
import { newestStream } from './newestStream.js';

/** How an event stream is answered. */
export interface EventStream extends FrameOptions {
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly lastEventId?: string | null | undefined;
  /** What a value is a state of, where the stream tells of several things. */
  readonly thingOf?: (value: unknown) => string;
}

/** Values as an answer of server-sent events. */
export const eventStreamOf = (
  values: Observable<unknown>,
  { signal, headers, lastEventId, thingOf, ...pace }: EventStream,
): Response => {
  if (lastEventId === endId) return new Response(null, { status: 204, ...(headers && { headers }) });
  const all = new Headers(headers);
  for (const [name, value] of Object.entries(ownHeaders)) all.set(name, value);
  return new Response(newestStream(framesOf(values, pace, thingOf), signal), { headers: all });
};

const ownHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Neither kept nor packed on its way: what packs it waits for more.
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};
