import {
  concat,
  concatMap,
  exhaustMap,
  from,
  identity,
  interval,
  Observable,
  repeat,
  Subscription,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type Subscriber,
} from 'rxjs';
import { inSlices } from './inSlices.js';

/** What ticks while somebody listens. */
export interface Ticker {
  readonly ticks: Observable<unknown>;
  /** When it ticked last for all who listen, or began; undefined where it does not run, or each has its own. */
  readonly lastTick: () => number | undefined;
}

/** Gives what ticks on an interval in ms, or after one delay of a schedule each. */
export type TickerOf = (retryInterval: number | readonly number[]) => Ticker;

/** What goes on around the ticks. */
export interface TickerOptions {
  /** Stands around each tick, which completes once all have it. */
  readonly around?: MonoTypeOperatorFunction<never> | undefined;
  /** Nobody listens any more. */
  readonly onEnd?: (() => void) | undefined;
}

/** An interval that is one for all who listen. A tick that comes before all have the one before is left out. */
export const ticker = (
  ms: number,
  now: () => number,
  { around = identity, onEnd = () => undefined }: TickerOptions = {},
): Ticker => {
  const listeners = new Set<Subscriber<unknown>>();
  let lastTick: number | undefined;
  let running = Subscription.EMPTY;
  const keepTime = (): void => {
    lastTick = now();
  };
  const tell = (): Observable<never> => {
    const tellOne = (listener: Subscriber<unknown>): void => {
      listener.next(ms);
    };
    return around(inSlices([...listeners], tellOne, now));
  };
  return {
    ticks: new Observable((subscriber) => {
      listeners.add(subscriber);
      subscriber.add(() => {
        listeners.delete(subscriber);
        if (listeners.size > 0) return;
        running.unsubscribe();
        lastTick = undefined;
        onEnd();
      });
      if (listeners.size > 1) return;
      keepTime();
      running = interval(ms).pipe(tap(keepTime), exhaustMap(tell)).subscribe();
    }),
    lastTick: () => lastTick,
  };
};

/** The delays of a schedule, for each who listens from the first one on. Its last delay goes on for ever. */
export const scheduleTicker = (delays: readonly number[]): Ticker => ({
  ticks: concat(from(delays).pipe(concatMap((ms) => timer(ms))), timer(delays.at(-1) ?? 0).pipe(repeat())),
  lastTick: () => undefined,
});
