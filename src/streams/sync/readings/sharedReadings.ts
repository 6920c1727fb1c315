import { Observable, type Subscriber } from 'rxjs';
import type { StatusRequest } from '../../../model/sync/SyncRequest.js';
import { noContext } from '../../polling/AsyncContext.js';
import type { Held } from '../../polling/Held.js';
import { scheduleTicker, type Ticker, type TickerOf } from '../../polling/ticker.js';
import type { Reader } from './asks.js';
import { sessionReadings, type SessionReadings } from './sessionReadings.js';
import type { StatusReading, StatusSource } from './StatusSource.js';

/** What one who follows a session shares with the others. */
export interface FollowedList {
  /** One reading for each subscription. */
  readonly list: Observable<StatusReading | Held>;
  readonly tickerOf: TickerOf;
}

/**
 * The status lists of a client's sessions, each read once for all who follow it. To be asked for in the context of who follows.
 * `comesOnce` where only one reading is wanted: the request waits for others who come at the same moment.
 */
export type SharedReadings = (request: StatusRequest, requestTimeout: number, comesOnce?: boolean) => FollowedList;

/** A session that is followed, and by whom: how many streams of each are subscribed. */
interface FollowedSession {
  readonly readings: SessionReadings;
  readonly present: Map<Reader, number>;
}

/** Nothing is kept for sessions that nobody follows. */
export const sharedReadings = (source: StatusSource): SharedReadings => {
  const { takeContext = noContext } = source;
  const followed = new Map<string, FollowedSession>();
  /** The session, for as long as the subscriber is there. */
  const enter = (reader: Reader, subscriber: Subscriber<unknown>): SessionReadings => {
    const { sessionId } = reader.request;
    const session = followed.get(sessionId) ?? newSession(source);
    const { readings, present } = session;
    followed.set(sessionId, session);
    present.set(reader, (present.get(reader) ?? 0) + 1);
    subscriber.add(() => {
      const left = (present.get(reader) ?? 1) - 1;
      if (left > 0) present.set(reader, left);
      else present.delete(reader);
      if (present.size === 0) followed.delete(sessionId);
    });
    return readings;
  };

  return (request, requestTimeout, comesOnce) => {
    const reader: Reader = { request, requestTimeout, comesOnce, inContext: takeContext() };
    return {
      list: new Observable((subscriber) => enter(reader, subscriber).ask(reader, subscriber)),
      tickerOf: (retryInterval) => {
        const tickerIn = (readings: SessionReadings): Ticker =>
          typeof retryInterval === 'number' ? readings.tickerOf(retryInterval) : scheduleTicker(retryInterval);
        return {
          // Who follows is there between its polls too: whoever asks then has to know when the last request was sent.
          ticks: new Observable((subscriber) => tickerIn(enter(reader, subscriber)).ticks.subscribe(subscriber)),
          lastTick: () => {
            const session = followed.get(request.sessionId);
            return session && tickerIn(session.readings).lastTick();
          },
        };
      },
    };
  };
};

const newSession = (source: StatusSource): FollowedSession => {
  const present = new Map<Reader, number>();
  return { readings: sessionReadings(source, present), present };
};
