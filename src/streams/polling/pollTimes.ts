import { defer, Observable } from 'rxjs';
import { scheduleTicker, ticker, type TickerOf } from './ticker.js';

/** The delay before the next request, in ms, and which side chose it. */
export interface NextDelay {
  readonly delay: number;
  readonly why: 'retryInterval' | 'Retry-After';
}

/** A time to poll. */
export interface PollTick {
  /** It comes sooner after the last request than the interval: others tick then. */
  readonly isEarly: boolean;
}

/** When to poll: what makes the ticks also says how long it is until the next of them. For one subscription. */
export interface PollTimes {
  /** Emits when it is time to poll: at once, then on the interval, or after one delay of the schedule each. */
  readonly ticks: Observable<PollTick>;
  /**
   * The delay from now until the next poll, if none is under way then. Ticks within `pause` ms are skipped from now on; `wasHeld`
   * where the last request was sent later than its tick.
   */
  readonly next: (pause: number, wasHeld?: boolean) => NextDelay;
}

/** The delay after that many requests, in ms. A schedule's last delay goes on for ever. */
export const delayAfter = (retryInterval: number | readonly number[], requests: number): number =>
  typeof retryInterval === 'number'
    ? retryInterval
    : (retryInterval[Math.min(requests, retryInterval.length) - 1] ?? 0);

/** A time to poll at: when it is, in ms, and how many came before it. */
export interface TickTime {
  readonly at: number;
  readonly count: number;
}

/** The first tick from a moment on. `last` is when one came, and how many have come with it. */
export const firstTickFrom = (
  retryInterval: number | readonly number[],
  last: TickTime,
  earliest: number,
): TickTime => {
  const scheduled = typeof retryInterval === 'number' ? 0 : retryInterval.length;
  let { count } = last;
  let at = last.at + delayAfter(retryInterval, count);
  while (at < earliest && count < scheduled) at += delayAfter(retryInterval, ++count);
  if (at >= earliest) return { at, count };
  // From here on all delays are the same.
  const period = delayAfter(retryInterval, Infinity);
  return { at: period > 0 ? at + Math.ceil((earliest - at) / period) * period : earliest, count };
};

/** How long it is until the next tick that comes after a pause, and whether the pause is why. */
export const delayFrom = (
  retryInterval: number | readonly number[],
  last: TickTime,
  now: number,
  pause: number,
): NextDelay & Pick<TickTime, 'count'> => {
  const planned = firstTickFrom(retryInterval, last, now);
  const tick = firstTickFrom(retryInterval, last, now + pause);
  const why = tick.at > planned.at ? 'Retry-After' : 'retryInterval';
  return { delay: Math.round(tick.at - now), why, count: tick.count };
};

/** The times to poll at. `now` is a clock in ms that only goes forward; those who share a ticker poll together. */
export const pollTimes = (
  retryInterval: number | readonly number[],
  now: () => number,
  tickerOf: TickerOf = (delays) => (typeof delays === 'number' ? ticker(delays, now) : scheduleTicker(delays)),
): PollTimes => {
  const shared = tickerOf(retryInterval);
  let ticked = 0;
  let lastOwn = now();
  let pausedUntil = lastOwn;
  let isEarly = false;

  const timers = defer(() => {
    // Where it runs already, its first tick is at most one interval away.
    isEarly = shared.lastTick() !== undefined;
    return shared.ticks;
  });

  return {
    // One layer, for there is one of each poller.
    ticks: new Observable((subscriber) => {
      const tick = (): void => {
        const poll = { isEarly };
        ticked += 1;
        lastOwn = now();
        isEarly = false;
        if (lastOwn >= pausedUntil) subscriber.next(poll);
      };
      tick();
      return timers.subscribe({
        next: tick,
        error: (error: unknown) => {
          subscriber.error(error);
        },
      });
    }),
    next: (pause, wasHeld = false) => {
      const at = now();
      pausedUntil = at + pause;
      isEarly ||= wasHeld;
      const last = { at: shared.lastTick() ?? lastOwn, count: ticked };
      const { delay, why } = delayFrom(retryInterval, last, at, pause);
      return { delay, why };
    },
  };
};
