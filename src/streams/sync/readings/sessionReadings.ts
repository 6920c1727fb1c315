import {
  BehaviorSubject,
  catchError,
  concat,
  defer,
  EMPTY,
  filter,
  finalize,
  from,
  merge,
  mergeMap,
  Observable,
  of,
  Subscription,
  switchMap,
  take,
  timer,
  using,
  type Subscriber,
} from 'rxjs';
import { isHeld, type Held } from '../../polling/Held.js';
import { inSlices } from '../../polling/inSlices.js';
import { ticker, type Ticker } from '../../polling/ticker.js';
import {
  byFilter,
  commonRequest,
  isAboutRequest,
  tellAll,
  timeOuts,
  type Ask,
  type Reader,
  isSameFilter,
} from './asks.js';
import { listedTasks, type ListedTasks } from './listedTasks.js';
import type { StatusReading, StatusSource } from './StatusSource.js';

/** The status list of one session, read for all who follow it. */
export interface SessionReadings {
  /** Asks for one reading, which others who ask get too; gives what takes that back. */
  readonly ask: (reader: Reader, subscriber: Subscriber<StatusReading | Held>) => () => void;
  /** Whoever has the same interval ticks together. */
  readonly tickerOf: (ms: number) => Ticker;
}

/**
 * How far apart requests are while others ask, in ms: syncs that are triggered together are accepted one after the other, and
 * each asks at once. It is about what a request takes, so nobody waits for a reading much longer than if alone.
 */
const spacing = 25;

/** How long a request waits for that at most, in ms: those who tick apart may be busy in turn, and never all quiet. */
const longestBusy = 500;

/** One request for all who asked before it was sent: an older reading may not know what they triggered. */
interface Batch {
  readonly asks: Set<Ask>;
  readonly connection: Subscription;
  /** Why it is not sent yet. */
  held?: Held;
}

/** Reads the list of a session for all; `present` are those who follow it now. */
export const sessionReadings = (
  { readStatus, turn, monotonicNow }: StatusSource,
  present: { readonly size: number },
): SessionReadings => {
  let next: Batch | undefined;
  let listed: ListedTasks | undefined;
  let last: { readonly sentAt: number; readonly reader?: Reader | undefined } = { sentAt: -Infinity };
  /** How many ticks and readings are on their way to those who wait for them. */
  const underWay = new BehaviorSubject(0);

  const counted: <T>(told: Observable<T>) => Observable<T> = (told) =>
    defer(() => {
      underWay.next(underWay.value + 1);
      return told;
    }).pipe(
      finalize(() => {
        underWay.next(underWay.value - 1);
      }),
    );
  /** Who ticks together asks together, and who is busy telling many of one reading has no time for the next one. */
  const quiet: Observable<unknown> = merge(underWay.pipe(filter((count) => count === 0)), timer(longestBusy)).pipe(
    take(1),
  );
  /** Emits when a request for these may be sent. Who is alone keeps its own pace. */
  const due = ([ask]: Iterable<Ask>): Observable<unknown> => {
    const wait = last.sentAt + spacing - monotonicNow();
    const isAlone = present.size === 1 && ask?.reader === last.reader;
    if (!isAlone && wait > 0) return timer(wait);
    return ask?.reader.comesOnce === true ? timer(0) : of(0);
  };
  const tellError = (asks: Iterable<Ask>, error: unknown): Observable<never> => {
    const tell = ({ reader, subscriber }: Ask): void => {
      reader.inContext(() => {
        subscriber.error(error);
      });
    };
    return counted(inSlices(asks, tell, monotonicNow));
  };
  /** Tells whom it can, and emits the others. */
  const read = (asks: Iterable<Ask>): Observable<readonly (readonly Ask[])[]> => {
    const [first] = asks;
    const { request, requestTimeout } = commonRequest([...asks]);
    const timers = timeOuts([...asks], requestTimeout);
    const told = readStatus(request, requestTimeout).pipe(
      mergeMap((reading) => {
        listed = listedTasks(reading.data, listed);
        return counted(tellAll(asks, request, reading, listed, monotonicNow));
      }),
      catchError((error: unknown) => {
        // What is wrong with the whole list may be nothing to who asked for a part of it.
        const askedForAll = ({ reader }: Ask): boolean => isSameFilter(reader.request, request);
        const others = [...asks].filter((one) => !askedForAll(one));
        if (others.length === 0 || !isAboutRequest(error)) throw error;
        return concat(tellError([...asks].filter(askedForAll), error), of(byFilter(others)));
      }),
    );
    const sent = using(
      () => timers.subscribe(),
      () => told,
    );
    // Whoever sends it: one who is there asked for it.
    return new Observable((subscriber) => {
      first?.reader.inContext(() => sent.subscribe(subscriber));
    });
  };
  const send = (asks: ReadonlySet<Ask>) => {
    next = undefined;
    const [first] = asks;
    last = { sentAt: monotonicNow(), reader: asks.size === 1 ? first?.reader : undefined };
    return read(asks);
  };
  /** For some who ask the same, and only they. */
  const readAlone = (asks: readonly Ask[]): Observable<unknown> =>
    turn(
      defer(() => {
        const left = asks.filter(({ subscriber }) => !subscriber.closed);
        return left.length === 0 ? EMPTY : read(left);
      }),
    ).pipe(catchError((error: unknown) => tellError(asks, error)));
  const newBatch = (): Batch => ({ asks: new Set(), connection: new Subscription() });
  const connect = (batch: Batch): Subscription => {
    const hold = (held: Held): void => {
      batch.held = held;
      for (const one of [...batch.asks]) tellHeld(one, held);
    };
    const sent = quiet.pipe(
      switchMap(() => due(batch.asks)),
      switchMap(() => turn(defer(() => send(batch.asks)))),
      mergeMap((value) => {
        if (!isHeld(value)) return from(value).pipe(mergeMap(readAlone));
        hold(value);
        return EMPTY;
      }),
      catchError((error: unknown) => tellError(batch.asks, error)),
    );
    return sent.subscribe();
  };
  const ask: SessionReadings['ask'] = (reader, subscriber) => {
    const isFirst = next === undefined;
    const batch = (next ??= newBatch());
    const own = { reader, subscriber };
    batch.asks.add(own);
    if (isFirst) batch.connection.add(connect(batch));
    // Who joins a request that is held is told so, too.
    else if (batch.held) tellHeld(own, batch.held);
    return () => {
      batch.asks.delete(own);
      if (batch.asks.size > 0) return;
      if (next === batch) next = undefined;
      batch.connection.unsubscribe();
    };
  };

  const tickers = new Map<number, Ticker>();
  const tickerOf: SessionReadings['tickerOf'] = (ms) => {
    // Sessions are followed for long, by many who come and go: nothing is kept of their intervals.
    const known = tickers.get(ms) ?? ticker(ms, monotonicNow, { around: counted, onEnd: () => tickers.delete(ms) });
    tickers.set(ms, known);
    return known;
  };
  return { ask, tickerOf };
};

const tellHeld = ({ reader, subscriber }: Ask, held: Held): void => {
  reader.inContext(() => {
    subscriber.next(held);
  });
};
