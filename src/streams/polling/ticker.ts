import {
  concat,
  concatMap,
  defer,
  finalize,
  from,
  identity,
  interval,
  repeat,
  share,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';

/** What ticks while somebody listens. */
export interface Ticker {
  readonly ticks: Observable<unknown>;
  /** When it ticked last for all who listen, or began; undefined where it does not run, or each has its own. */
  readonly lastTick: () => number | undefined;
}

/** Gives what ticks on an interval in ms, or after one delay of a schedule each. */
export type TickerOf = (retryInterval: number | readonly number[]) => Ticker;

/** An interval that is one for all who listen. `dispatch` stands between it and them. */
export const ticker = (
  ms: number,
  now: () => number,
  dispatch: MonoTypeOperatorFunction<unknown> = identity,
): Ticker => {
  let lastTick: number | undefined;
  const keepTime = (): void => {
    lastTick = now();
  };
  return {
    ticks: defer(() => {
      keepTime();
      return interval(ms);
    }).pipe(
      tap(keepTime),
      dispatch,
      finalize(() => (lastTick = undefined)),
      share(),
    ),
    lastTick: () => lastTick,
  };
};

/** The delays of a schedule, for each who listens from the first one on. Its last delay goes on for ever. */
export const scheduleTicker = (delays: readonly number[]): Ticker => ({
  ticks: concat(from(delays).pipe(concatMap((ms) => timer(ms))), timer(delays.at(-1) ?? 0).pipe(repeat())),
  lastTick: () => undefined,
});
