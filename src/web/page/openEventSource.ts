import { Observable } from 'rxjs';
import { eventNames } from '../eventNames.js';
import type { Heard } from './Heard.js';
import { heardIn } from './openEventStream.js';
import { broken } from './pageRequest.js';

/** What is used of an `EventSource`: that of browsers, or one that stands in for it. */
export interface EventSourceLike {
  /** 0 while it connects, 1 while it is open, 2 once it is closed. */
  readonly readyState: number;
  /** Tells of events of a type. */
  readonly addEventListener: (type: string, listener: (event: unknown) => void) => void;
  /** Ends the connection, and does not open it again. */
  readonly close: () => void;
}

/** A constructor of them. */
export type EventSourceClass = new (url: string) => EventSourceLike;

/** The same as `openEventStream`, by an `EventSource`: it connects again by itself, and says where it was. */
export const openEventSource = (url: string, EventSource: EventSourceClass): Observable<Heard> =>
  new Observable((subscriber) => {
    const source = new EventSource(url);
    for (const type of ['message', ...Object.values(eventNames)])
      source.addEventListener(type, (event) => {
        try {
          const { data, lastEventId } = event as { readonly data: string; readonly lastEventId: string };
          subscriber.next(heardIn({ type, data, id: lastEventId }));
        } catch (error) {
          subscriber.error(error);
        }
      });
    source.addEventListener('error', () => {
      // It tells no status: it may have been refused, or the server is not there.
      if (source.readyState === closed) subscriber.error(broken('it was closed'));
    });
    return () => {
      source.close();
    };
  });

/** `EventSource.CLOSED`. */
const closed = 2;
