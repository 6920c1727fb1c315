import {
  defer,
  finalize,
  from,
  map,
  mergeMap,
  Observable,
  of,
  ReplaySubject,
  share,
  Subject,
  switchMap,
  take,
  tap,
  timer,
  using,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import { TimedOut } from '../../../model/errors/TimedOut.js';
import type { StatusRequest } from '../../../model/sync/SyncRequest.js';
import { isHeld, type Held } from '../../polling/Held.js';
import { ticker, type TickerOf } from '../../polling/ticker.js';
import type { StatusReading, StatusSource } from './StatusSource.js';
import { listedTasks, type ListedTasks } from './listedTasks.js';

/** The status list of one session, read for all who follow it. */
export interface SessionReadings {
  /** Reads the list, together with whoever else asks before the request is sent. */
  readonly read: (reader: Reader) => Observable<StatusReading | Held>;
  /** Whoever has the same interval ticks together. */
  readonly tickerOf: TickerOf;
}

/**
 * How far apart requests are while others ask, in ms: syncs that are triggered together are accepted one after the other, and
 * each asks at once. It is what a plain request takes, so that nobody waits much longer for a reading than if alone.
 */
export const spacing = 25;

/** Who asks for readings: the same object each time. */
export interface Reader {
  readonly request: StatusRequest;
  readonly requestTimeout: number;
}

/** One reading that is asked for. */
interface Ask {
  readonly reader: Reader;
  readonly timeOut: () => void;
}

/** One request for all who asked before it was sent: an older reading may not know what they triggered. */
interface Batch {
  readonly asks: Set<Ask>;
  readonly answer: Observable<SharedAnswer | Held>;
}

/** What a request gave to all who share it. */
interface SharedAnswer {
  readonly request: StatusRequest;
  readonly reading: StatusReading;
  readonly listed: ListedTasks;
}

/** Reads the list of a session for all; `present` are those who follow it now. */
export const sessionReadings = (
  { readStatus, turn, monotonicNow }: StatusSource,
  present: Pick<ReadonlyMap<Reader, unknown>, 'size'>,
): SessionReadings => {
  let next: Batch | undefined;
  let listed: ListedTasks | undefined;
  let last: { readonly sentAt: number; readonly reader?: Reader | undefined } = { sentAt: -Infinity };
  let isTicking = false;
  const tickEnd = new Subject<void>();

  /** Who ticks together asks together. */
  const askTogether: MonoTypeOperatorFunction<unknown> = (ticks) =>
    new Observable((subscriber) =>
      ticks.subscribe({
        next: (tick) => {
          isTicking = true;
          subscriber.next(tick);
          isTicking = false;
          tickEnd.next();
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
      }),
    );
  /** Emits when a request for these may be sent. Who is alone keeps its own pace. */
  const due = (asks: ReadonlySet<Ask>): Observable<unknown> => {
    const wait = last.sentAt + spacing - monotonicNow();
    const [ask] = asks;
    const isAlone = present.size === 1 && ask?.reader === last.reader;
    return isAlone || wait <= 0 ? of(0) : timer(wait);
  };
  const send = (asks: readonly Ask[]): Observable<SharedAnswer> => {
    last = { sentAt: monotonicNow(), reader: asks.length === 1 ? asks[0]?.reader : undefined };
    const request = requestFor(asks);
    const limits = new Set(asks.map(({ reader }) => reader.requestTimeout));
    const longest = Math.max(...limits);
    const shorter = from([...limits].filter((limit) => limit < longest)).pipe(
      mergeMap((limit) => timer(limit).pipe(map(() => limit))),
      tap((limit) => {
        for (const { reader, timeOut } of asks) if (reader.requestTimeout === limit) timeOut();
      }),
    );
    const answer = readStatus(request, longest).pipe(
      map((reading) => ({ request, reading, listed: (listed = listedTasks(reading.data, listed)) })),
    );
    return using(
      () => shorter.subscribe(),
      () => answer,
    );
  };
  const newBatch = (): Batch => {
    const close = (): void => {
      if (next === batch) next = undefined;
    };
    const asks = new Set<Ask>();
    const begin: Observable<unknown> = isTicking ? tickEnd.pipe(take(1)) : of(0);
    const answer = begin.pipe(
      switchMap(() => due(asks)),
      switchMap(() =>
        turn(
          defer(() => {
            close();
            return send([...asks]);
          }),
        ),
      ),
      finalize(close),
      // Who joins a request that is held is told so, too.
      share({ connector: () => new ReplaySubject(1) }),
    );
    const batch: Batch = { asks, answer };
    return batch;
  };

  const read: SessionReadings['read'] = (reader) =>
    new Observable((subscriber) => {
      const { request, requestTimeout } = reader;
      const { asks, answer } = (next ??= newBatch());
      const timeOut = (): void => {
        const facts = { operation: 'GetContextInfo', limit: 'requestTimeout' as const, allowed: requestTimeout };
        subscriber.error(new TimedOut(facts));
      };
      const ask = { reader, timeOut };
      asks.add(ask);
      subscriber.add(() => asks.delete(ask));
      answer.pipe(map((given) => (isHeld(given) ? given : readingFor(request, given)))).subscribe(subscriber);
    });
  const tickers = new Map<number, ReturnType<TickerOf>>();
  const tickerOf: TickerOf = (ms) => {
    const known = tickers.get(ms) ?? ticker(ms, monotonicNow, askTogether);
    tickers.set(ms, known);
    return known;
  };
  return { read, tickerOf };
};

/** What all of them asked for, or the whole list. */
const requestFor = ([first, ...others]: readonly Ask[]): StatusRequest => {
  const { request } = (first as Ask).reader;
  const isSame = others.every(({ reader }) => isSameFilter(reader.request, request));
  return isSame ? request : { sessionId: request.sessionId };
};

const readingFor = (asked: StatusRequest, { request, reading, listed }: SharedAnswer): StatusReading => ({
  ...reading,
  data: isSameFilter(asked, request) ? listed.tasks : listed.of(asked),
});

type Filter = Omit<StatusRequest, 'sessionId'>;

const isSameFilter = (a: Filter, b: Filter): boolean =>
  a.contextId === b.contextId && a.path === b.path && a.taskType === b.taskType;
