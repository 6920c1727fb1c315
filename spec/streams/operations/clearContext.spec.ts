import { asyncScheduler, map, of } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { clearPlan, type ClearOptions, type ClearSnapshot } from '../../../src/model/contexts/ClearOptions.js';
import { clearContext, clearDefaults, notCleared } from '../../../src/streams/operations/clearContext.js';
import type { ClientDefaults } from '../../../src/model/options/ClientDefaults.js';
import { trouble } from '../../support/errors.js';
import { answersIn, brisk, inTurn, inVirtualTime, virtualNow } from '../../support/virtual.js';

const told = { data: { state: '' } };
const states = {
  c: { data: { state: 'clearing' } },
  p: { data: { state: 'pre-available' } },
  a: { data: { state: 'Available' } },
  i: { data: { state: 'in-use' } },
  n: told,
};

const hasty = { ...brisk, settlePolls: 3, settleInterval: 2000 };

/** What is seen of a snapshot, in a word. */
const inAWord = ({ state, done, success, warning, error }: ClearSnapshot): string =>
  [state, done ? (success ? 'done' : error._tag) : warning?._tag].filter(Boolean).join(' ');

/** Runs a clearing in virtual time: the answers to the polls, and the snapshots. */
const check = (
  answers: readonly string[],
  expected: string,
  values: Record<string, string>,
  errors: readonly Error[] = [],
) => {
  inVirtualTime((helpers) => {
    const { cold, expectObservable } = helpers;
    const read = answersIn(helpers, answers, states, errors);
    const transport = { clear: cold('-(r|)', { r: { requestId: 'R' } }), readState: read, monotonicNow: virtualNow };
    expectObservable(clearContext(transport, hasty).pipe(map(inAWord))).toBe(expected, values);
  });
};

/** The moments of the polls of a clearing, in ms after the service took it, and what is seen then; each answer takes 10 ms. */
const timed = (
  answers: readonly string[],
  options: ClearOptions = {},
  pacing?: ClientDefaults['pacing'],
): readonly string[] => {
  const seen: string[] = [];
  inVirtualTime(({ cold, flush }) => {
    const read = inTurn(answers.map((state) => cold(`10ms (${state}|)`, states)));
    const transport = {
      clear: cold('700ms (r|)', { r: { requestId: 'R' } }),
      readState: read,
      monotonicNow: virtualNow,
    };
    clearContext(transport, clearPlan(options, clearDefaults, { requestTimeout: 60_000, pacing })).subscribe(
      (snapshot) => {
        seen.push(`${asyncScheduler.now() - 710} ${inAWord(snapshot)}`);
      },
    );
    flush();
  });
  return seen;
};

describe('clearing', () => {
  it('is over when the context was seen clearing, and is available', () => {
    check(['-(c|)', '-(p|)', '-(a|)'], '--c----p----(a|)', { c: 'clearing', p: 'pre-available', a: 'Available done' });
  });

  it('does not take a context for clear that may not have begun to be cleared', () => {
    check(['-(a|)', '-(c|)', '-(a|)'], '--a----c----(d|)', { a: 'Available', c: 'clearing', d: 'Available done' });
    expect(timed(['a'])).toEqual(['0 Available', '2000 Available', '4000 Available', '6000 Available done']);
    expect(timed(['a', 'a', 'a', 'c', 'a'])).toEqual([
      '0 Available',
      '2000 Available',
      '4000 Available',
      '6000 clearing',
      '8000 Available done',
    ]);
  });

  it('waits for a clearing to begin as long as it is asked to', () => {
    expect(timed(['a'], { settlePolls: 0 })).toEqual(['0 Available done']);
    expect(timed(['a'], { settlePolls: 1 })).toEqual(['0 Available', '2000 Available done']);
    expect(timed(['a'], { settlePolls: 9 })).toHaveLength(10);
    expect(timed([...Array<string>(9).fill('a'), 'c', 'a'], { settlePolls: 9 }).at(-1)).toBe('20000 Available done');
  });

  it.each([
    ['a pace', 100, '300 Available done'],
    ['a schedule', (poll: number) => 50 * poll, '300 Available done'],
    ['a slow pace', 9000, '27000 Available done'],
  ])('waits for it at the pace of the client: %s', (_, pacing, end) => {
    expect(timed(['a'], {}, pacing).at(-1)).toBe(end);
  });

  it.each([
    ['a pace', 100, '300 Available done'],
    ['a schedule', (poll: number) => 50 * poll, '140 Available done'],
    ['a slow pace', 9000, '6000 Available done'],
  ])('takes polls that come faster than the client’s own for no proof: %s', (_, pacing, end) => {
    expect(timed(['a'], { retryInterval: 20 }, pacing).at(-1)).toBe(end);
  });

  it('takes many polls within a moment for no proof, nor few over a long time', () => {
    const quick = timed(['a'], { retryInterval: 50 });
    expect(quick).toHaveLength(121);
    expect(quick.at(-1)).toBe('6000 Available done');
    expect(timed(['a', 'a', 'a', 'a', 'a', 'c', 'a'], { retryInterval: 1 }).at(-1)).toMatch(/^\d\d Available done$/);
    const slow = ['0 Available', '10000 Available', '20000 Available', '30000 Available done'];
    expect(timed(['a'], { retryInterval: 10_000 })).toEqual(slow);
  });

  it('counts the polls in a row that showed it available', () => {
    expect(timed(['n', 'a']).at(-1)).toBe('2000 Available done');
    expect(timed(['a'], { timeout: 5000 }).at(-1)).toBe('4990 Available TimedOut');
  });

  it('says what was waited for at its deadline', () => {
    inVirtualTime(({ cold, flush }) => {
      const transport = {
        clear: of({ requestId: 'R' }),
        readState: cold<typeof states.a>('-'),
        monotonicNow: virtualNow,
      };
      const operations: unknown[] = [];
      clearContext(transport, clearPlan({ timeout: 20 }, clearDefaults, { requestTimeout: 60_000 })).subscribe(
        ({ error }) => {
          operations.push(error?._tag === 'TimedOut' && error.operation);
        },
      );
      flush();
      expect(operations).toEqual(['clear']);
    });
  });

  it('does not go by the clock, which may be set meanwhile', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const seen: string[] = [];
    const transport = { clear: of({ requestId: 'R' }), readState: of(states.a), monotonicNow: () => clock };
    let clock = 0;
    const pass = (ms: number) => {
      for (let passed = 0; passed < ms; passed++) {
        clock += 1;
        vi.advanceTimersByTime(1);
      }
    };
    clearContext(transport, clearPlan({ retryInterval: 500 }, clearDefaults, { requestTimeout: 60_000 })).subscribe(
      (snapshot) => {
        seen.push(inAWord(snapshot));
      },
    );
    pass(1000);
    vi.setSystemTime(Date.now() + 3_600_000);
    pass(1000);
    vi.setSystemTime(Date.now() - 7_200_000);
    pass(3999);
    expect(seen).toHaveLength(12);
    expect(seen.at(-1)).toBe('Available');
    pass(1);
    expect(seen.at(-1)).toBe('Available done');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes a state that is not told for clearing, and goes on through states that it does not know', () => {
    check(['-(n|)', '-(i|)', '-(a|)'], '--n----i----(a|)', { n: 'clearing', i: 'in-use', a: 'Available done' });
  });

  it('goes on through transient trouble, with the state as last seen', () => {
    check(
      ['-(c|)', '-#', '-(a|)'],
      '--c----w----(a|)',
      { c: 'clearing', w: 'clearing Unavailable', a: 'Available done' },
      [new Error(), trouble.unavailable()],
    );
  });

  it('waits as long as it is asked to', () => {
    check(
      ['-#', '-(c|)', '-(a|)'],
      '--w--------------c----(a|)',
      { w: 'RateLimited', c: 'clearing', a: 'Available done' },
      [trouble.rateLimited(12)],
    );
  });

  it('ends at once at permanent trouble', () => {
    check(['-(c|)', '-#'], '--c----(e|)', { c: 'clearing', e: 'clearing Unauthorized' }, [
      new Error(),
      trouble.unauthorized(),
    ]);
  });

  it('ends at its deadline, counted from the moment the service took the request', () => {
    check(['-(c|)'], '--c----c----c----c----c----c---(t|)', { c: 'clearing', t: 'clearing TimedOut' });
    check(['-'], '-------------------------------(t|)', { t: 'TimedOut' });
  });

  it('is one failed snapshot where the service refuses', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const transport = {
        clear: cold<{ requestId: string }>('-#', {}, trouble.refused()),
        readState: cold<typeof told>('#'),
        monotonicNow: virtualNow,
      };
      expectObservable(clearContext(transport, hasty).pipe(map(inAWord))).toBe('-(e|)', { e: 'Refused' });
    });
  });

  it('knows no state where it was not begun', () => {
    const error = trouble.refused();
    expect(notCleared(error)).toMatchObject({ done: true, success: false, state: '', polls: 0, error });
  });

  it('stops when it is unsubscribed: the request that is open, and the polls', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const clear = cold('-(r|)', { r: { requestId: 'R' } });
      const polls = [cold('-(c|)', states), cold('-------c', states), cold('-(a|)', states)] as const;
      const read = inTurn(polls);
      expectObservable(
        clearContext({ clear, readState: read, monotonicNow: virtualNow }, hasty).pipe(map(inAWord)),
        '^--------!',
      ).toBe('--c', { c: 'clearing' });
      expectSubscriptions(clear.subscriptions).toBe('^!');
      expectSubscriptions(polls[0].subscriptions).toBe('-^!');
      expectSubscriptions(polls[1].subscriptions).toBe('------^--!');
      expectSubscriptions(polls[2].subscriptions).toBe([]);
    });
  });
});
