import { concat, concatMap, filter, from, interval, repeat, startWith, tap, timer, type Observable } from 'rxjs';

/** The delay before the next request, in ms, and which side chose it. */
export interface NextDelay {
  readonly delay: number;
  readonly why: 'retryInterval' | 'Retry-After';
}

/** When to poll: what makes the ticks also says how long it is until the next of them. For one subscription. */
export interface PollTimes {
  /** Emits when it is time to poll: at once, then on the interval, or after one delay of the schedule each. */
  readonly ticks: Observable<unknown>;
  /** The delay from now until the next poll, if none is under way then. Ticks within `pause` ms are skipped from now on. */
  readonly next: (pause: number) => NextDelay;
}

/** The delay after that many requests, in ms. A schedule's last delay goes on for ever. */
export const delayAfter = (retryInterval: number | readonly number[], requests: number): number =>
  typeof retryInterval === 'number'
    ? retryInterval
    : (retryInterval[Math.min(requests, retryInterval.length) - 1] ?? 0);

/** The times to poll at. `now` is a clock in ms that only goes forward. */
export const pollTimes = (retryInterval: number | readonly number[], now: () => number): PollTimes => {
  let ticked = 0;
  let lastTick = now();
  let pausedUntil = lastTick;

  const scheduled = typeof retryInterval === 'number' ? 0 : retryInterval.length;
  /** When the first tick from a moment on will come. */
  const firstTickFrom = (earliest: number): number => {
    let count = ticked;
    let tick = lastTick + delayAfter(retryInterval, count);
    while (tick < earliest && count < scheduled) tick += delayAfter(retryInterval, ++count);
    if (tick >= earliest) return tick;
    // From here on all delays are the same.
    const period = delayAfter(retryInterval, Infinity);
    return period > 0 ? tick + Math.ceil((earliest - tick) / period) * period : earliest;
  };

  return {
    ticks: timers(retryInterval).pipe(
      startWith(0),
      tap(() => {
        ticked += 1;
        lastTick = now();
      }),
      filter(() => lastTick >= pausedUntil),
    ),
    next: (pause) => {
      const at = now();
      pausedUntil = at + pause;
      const planned = firstTickFrom(at);
      const tick = firstTickFrom(pausedUntil);
      return { delay: Math.round(tick - at), why: tick > planned ? 'Retry-After' : 'retryInterval' };
    },
  };
};

const timers = (retryInterval: number | readonly number[]): Observable<unknown> => {
  if (typeof retryInterval === 'number') return interval(retryInterval);
  const last = retryInterval.at(-1) ?? 0;
  return concat(from(retryInterval).pipe(concatMap((ms) => timer(ms))), timer(last).pipe(repeat()));
};
