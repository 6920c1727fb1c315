import { defer, finalize, identity, interval, share, tap, type MonoTypeOperatorFunction, type Observable } from 'rxjs';

/** An interval that runs while somebody listens, one for all who do. */
export interface Ticker {
  readonly ticks: Observable<unknown>;
  /** When it ticked last, or began; undefined where it does not run. */
  readonly lastTick: () => number | undefined;
}

/** Gives the ticker of an interval in ms. */
export type TickerOf = (ms: number) => Ticker;

/** A new one. `dispatch` stands between the interval and those who listen. */
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
