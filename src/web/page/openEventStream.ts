import type { Observable } from 'rxjs';
import { endId, eventNames } from '../eventNames.js';
import { fromAsync } from './fromAsync.js';
import type { Heard } from './Heard.js';
import { revived } from './pageError.js';
import { broken, reasonOf, refusalOf, send, type PageRequestOptions } from './pageRequest.js';
import { serverEvents, type ServerEvent } from './serverEvents.js';

/** One connection: it ends in an error where it breaks. */
export const openEventStream = (url: string, options: PageRequestOptions, lastId: string): Observable<Heard> =>
  fromAsync(async (subscriber, signal) => {
    const own = { accept: 'text/event-stream', ...(lastId && { 'last-event-id': lastId }) };
    const response = await send(url, options, { headers: own, signal });
    if (response.status === 204) {
      subscriber.next({ type: 'complete' });
      return;
    }
    const isEvents = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
    if (!response.ok || !isEvents || response.body === null) throw refusalOf(response);
    const take = serverEvents(lastId, {
      event: (event) => {
        subscriber.next(heardIn(event));
      },
      retry: (ms) => {
        subscriber.next({ type: 'retry', ms });
      },
    });
    const reader = response.body.getReader();
    // A `fetch` that is given may know no signal.
    subscriber.add(() => {
      reader.cancel().catch(() => undefined);
    });
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw broken(reasonOf(error));
      });
      if (done) throw broken('it was broken off');
      subscriber.next({ type: 'alive' });
      take(decoder.decode(value, { stream: true }));
    }
  });

/** What an event says. */
export const heardIn = ({ type, data, id }: ServerEvent): Heard => {
  if (type === eventNames.complete) return { type: 'complete' };
  if (type === eventNames.failed) return { type: 'failed' };
  // Other events are those of a later version.
  return type === 'message' && id !== endId ? { type: 'value', value: revived(data), id } : { type: 'alive' };
};
