import { exhaustMap, map, of, takeUntil, tap, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { delayAfter, pollTimes, type NextDelay } from '../../../src/streams/polling/pollTimes.js';
import { inVirtualTime, virtualNow } from '../../support/virtual.js';

type Interval = number | readonly number[];

/** When each poll began and was answered, and the delay that was told then. Each takes so long, and asks for such a pause. */
const told = (retryInterval: Interval, polls: readonly { takes: number; pause?: number }[], until = 40) => {
  const rows: { began: number; answered: number; next: NextDelay }[] = [];
  inVirtualTime(({ flush }) => {
    const times = pollTimes(retryInterval, virtualNow);
    let made = 0;
    times.ticks
      .pipe(
        map(() => polls[Math.min(made++, polls.length - 1)] ?? { takes: 0 }),
        exhaustMap((poll) => {
          const began = virtualNow();
          const answer = poll.takes === 0 ? of(0) : timer(poll.takes);
          return answer.pipe(
            tap(() => rows.push({ began, answered: virtualNow(), next: times.next(poll.pause ?? 0) })),
          );
        }),
        takeUntil(timer(until)),
      )
      .subscribe();
    flush();
  });
  return rows;
};

const inWords = (rows: ReturnType<typeof told>): readonly string[] =>
  rows.map(({ began, answered, next }) => `${began}-${answered}: ${next.delay} ${next.why}`);

describe('the delay that is told is the one that is kept:', () => {
  it.each<[string, Interval, Parameters<typeof told>[1], readonly string[]]>([
    ['of polls that take no time', 5, [{ takes: 0 }], ['0-0: 5 retryInterval', '5-5: 5 retryInterval']],
    ['of slow ones', 15, [{ takes: 50 }], ['0-50: 10 retryInterval', '60-110: 10 retryInterval']],
    [
      'of one that takes just as long',
      5,
      [{ takes: 5 }, { takes: 0 }],
      ['0-5: 0 retryInterval', '5-5: 5 retryInterval'],
    ],
    [
      'of a pause that ends between ticks',
      3,
      [{ takes: 0, pause: 7 }, { takes: 0 }],
      ['0-0: 9 Retry-After', '9-9: 3 retryInterval'],
    ],
    [
      'of a pause that ends with a tick',
      3,
      [{ takes: 0, pause: 6 }, { takes: 0 }],
      ['0-0: 6 Retry-After', '6-6: 3 retryInterval'],
    ],
    [
      'of a pause within the interval',
      3,
      [{ takes: 0, pause: 2 }, { takes: 0 }],
      ['0-0: 3 retryInterval', '3-3: 3 retryInterval'],
    ],
    [
      'of a pause as long as the interval',
      3,
      [{ takes: 0, pause: 3 }, { takes: 0 }],
      ['0-0: 3 retryInterval', '3-3: 3 retryInterval'],
    ],
    [
      'of a slow poll and a pause',
      3,
      [{ takes: 4, pause: 4 }, { takes: 0 }],
      ['0-4: 5 Retry-After', '9-9: 3 retryInterval'],
    ],
    [
      'of a schedule',
      [2, 4, 6],
      [{ takes: 0 }],
      ['0-0: 2 retryInterval', '2-2: 4 retryInterval', '6-6: 6 retryInterval', '12-12: 6 retryInterval'],
    ],
    [
      'of a schedule with slow polls',
      [2, 4, 6],
      [{ takes: 7 }],
      ['0-7: 5 retryInterval', '12-19: 5 retryInterval', '24-31: 5 retryInterval'],
    ],
    [
      'of a schedule with a pause within it',
      [2, 10, 3],
      [{ takes: 0, pause: 5 }, { takes: 0 }],
      ['0-0: 12 Retry-After', '12-12: 3 retryInterval'],
    ],
    [
      'of a schedule with a pause that ends with a tick',
      [2, 4, 8],
      [{ takes: 0, pause: 6 }, { takes: 0 }],
      ['0-0: 6 Retry-After', '6-6: 8 retryInterval'],
    ],
    [
      'of a schedule with a pause beyond it',
      [2, 4],
      [{ takes: 0, pause: 20 }, { takes: 0 }],
      ['0-0: 22 Retry-After', '22-22: 4 retryInterval'],
    ],
  ])('%s', (_, retryInterval, polls, expected) => {
    const rows = told(retryInterval, polls, 120);
    expect(inWords(rows).slice(0, expected.length)).toEqual(expected);
    for (const [index, { answered, next }] of rows.entries()) {
      const after = rows[index + 1];
      if (after !== undefined) expect(after.began - answered).toBe(next.delay);
    }
  });
});

it('without an interval, the delay is what the service asks for', () => {
  expect(pollTimes(0, () => 7).next(3)).toEqual({ delay: 3, why: 'Retry-After' });
  expect(pollTimes([0], () => 7).next(0)).toEqual({ delay: 0, why: 'retryInterval' });
});

describe('delayAfter', () => {
  it.each<[string, Interval, number, number]>([
    ['an interval', 5, 3, 5],
    ['a schedule', [5, 6, 7], 2, 6],
    ['a schedule that is over', [5, 6, 7], 9, 7],
    ['an empty one', [], 1, 0],
  ])('of %s', (_, retryInterval, requests, expected) => {
    expect(delayAfter(retryInterval, requests)).toBe(expected);
  });
});
