import { defer, finalize, type Observable } from 'rxjs';
import type { StatusRequest } from '../../../model/sync/SyncRequest.js';
import type { Held } from '../../polling/Held.js';
import type { TickerOf } from '../../polling/ticker.js';
import { sessionReadings, type Reader, type SessionReadings } from './sessionReadings.js';
import type { StatusReading, StatusSource } from './StatusSource.js';

/** What one who follows a session shares with the others. */
export interface FollowedList {
  /** One reading for each subscription. */
  readonly list: Observable<StatusReading | Held>;
  readonly tickerOf: TickerOf;
}

/** The status lists of a client's sessions, each read once for all who follow it. */
export type SharedReadings = (request: StatusRequest, requestTimeout: number) => FollowedList;

/** A session that is followed. */
interface FollowedSession {
  readonly readings: SessionReadings;
  /** Who follows it, and how many streams of theirs are subscribed. */
  readonly present: Map<Reader, number>;
}

/** Nothing is kept for sessions that nobody follows. */
export const sharedReadings = (source: StatusSource): SharedReadings => {
  const followed = new Map<string, FollowedSession>();
  const newSession = (): FollowedSession => {
    const present = new Map<Reader, number>();
    return { readings: sessionReadings(source, present), present };
  };

  return (request, requestTimeout) => {
    const { sessionId } = request;
    const reader: Reader = { request, requestTimeout };
    const inSession = <T>(use: (readings: SessionReadings) => Observable<T>): Observable<T> =>
      defer(() => {
        const session = followed.get(sessionId) ?? newSession();
        const { readings, present } = session;
        followed.set(sessionId, session);
        present.set(reader, (present.get(reader) ?? 0) + 1);
        return use(readings).pipe(
          finalize(() => {
            const left = (present.get(reader) ?? 1) - 1;
            if (left > 0) present.set(reader, left);
            else present.delete(reader);
            if (present.size === 0) followed.delete(sessionId);
          }),
        );
      });
    return {
      list: inSession(({ read }) => read(reader)),
      tickerOf: (ms) => ({
        ticks: inSession(({ tickerOf }) => tickerOf(ms).ticks),
        lastTick: () => followed.get(sessionId)?.readings.tickerOf(ms).lastTick(),
      }),
    };
  };
};
