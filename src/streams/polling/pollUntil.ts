import { defer, exhaustMap, map, merge, Observable, scan, takeWhile } from 'rxjs';
import { isContextError } from '../../model/errors/ContextError.js';
import { retryAfterOf } from '../../model/errors/retryAfterOf.js';
import { isHeld, type Held } from './Held.js';
import {
  afterDeadline,
  afterPoll,
  beforePolls,
  whileHeld,
  type PollAnswer,
  type PollLimits,
  type PollOutcome,
  type PollState,
} from './pollState.js';
import type { PollTarget } from './PollTarget.js';
import { pollTimes, type PollTick } from './pollTimes.js';
import type { TickerOf } from './ticker.js';

/** When to poll, and when to stop. */
export interface PollPace extends PollLimits {
  /** In ms. */
  readonly retryInterval: number | readonly number[];
  /** Emits when `timeout` is over. */
  readonly deadline: Observable<unknown>;
  /** Milliseconds since the service took the request, when the polling begins. */
  readonly age?: number;
  /** A clock in ms that only goes forward. */
  readonly monotonicNow: () => number;
  /** Who else ticks: its own timer where it is left out. */
  readonly tickerOf?: TickerOf | undefined;
}

/**
 * Polls until what was seen proves the end, through transient trouble, up to the deadline. Each poll's answer and the deadline
 * make the next state of the one before; the first state that has an end is the last one.
 *
 *     ticks      x----x----x----x---
 *     poll       ---r|
 *     poll                 --s|
 *     states     ---r--------(s|)
 */
export const pollUntil = <Seen, Reading>(
  target: PollTarget<Seen, Reading>,
  pace: PollPace,
): Observable<PollState<Seen>> =>
  defer(() => {
    const { age = 0, monotonicNow, deadline } = pace;
    const beganAt = monotonicNow();
    const elapsed = (): number => Math.round(age + monotonicNow() - beganAt);
    const times = pollTimes(pace.retryInterval, monotonicNow, pace.tickerOf);
    const step = (before: PollState<Seen>, answer: PollAnswer<Reading> | 'expired'): PollState<Seen> => {
      if (answer === 'expired') return afterDeadline(target, pace, before, elapsed());
      if (isHeld(answer)) return whileHeld(before, answer, elapsed());
      const next = times.next(pauseAfter(answer), before.isHeld);
      return afterPoll(target, pace, before, answer, { elapsed: elapsed(), next });
    };
    const answers = times.ticks.pipe(exhaustMap((tick) => poll(target.read, tick)));
    return merge(deadline.pipe(map(() => 'expired' as const)), answers).pipe(
      scan(step, beforePolls(target, age)),
      takeWhile(({ end }) => end === undefined, true),
    );
  });

/** One poll: its trouble is an answer too. One layer, for it is put up at each poll of each sync. */
export const poll = <Reading>(
  read: Observable<Reading | Held>,
  { isEarly }: PollTick,
): Observable<PollAnswer<Reading>> =>
  new Observable((subscriber) =>
    read.subscribe({
      next: (reading) => {
        subscriber.next(isHeld(reading) ? reading : { reading, isEarly });
      },
      error: (error: unknown) => {
        if (!isContextError(error)) {
          subscriber.error(error);
          return;
        }
        subscriber.next({ error, isEarly });
        subscriber.complete();
      },
      complete: () => {
        subscriber.complete();
      },
    }),
  );

/** How long the service asked us to wait before the next poll, in ms. */
export const pauseAfter = (answer: PollOutcome<unknown>): number =>
  'error' in answer ? retryAfterOf(answer.error) : 0;
