import { map } from 'rxjs';
import { describe, it } from 'vitest';
import type { ClearSnapshot } from '../../src/model/ClearSnapshot.js';
import { clearing } from '../../src/streams/clearing.js';
import { trouble } from '../support/errors.js';
import { answersIn, brisk, inTurn, inVirtualTime } from '../support/virtual.js';

const told = { data: { state: '' } };
const states = {
  c: { data: { state: 'clearing' } },
  p: { data: { state: 'pre-available' } },
  a: { data: { state: 'Available' } },
  i: { data: { state: 'in-use' } },
  n: told,
};

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
    const transport = { clear: () => cold('-(r|)', { r: { requestId: 'R' } }), readState: () => read };
    expectObservable(clearing(transport, brisk).pipe(map(inAWord))).toBe(expected, values);
  });
};

describe('clearing', () => {
  it('is over when the context was seen clearing, and is available', () => {
    check(['-(c|)', '-(p|)', '-(a|)'], '--c----p----(a|)', { c: 'clearing', p: 'pre-available', a: 'Available done' });
  });

  it('does not take a context for clear that may not have begun to be cleared', () => {
    check(['-(a|)'], '--a----a----(d|)', { a: 'Available', d: 'Available done' });
    check(['-(a|)', '-(c|)', '-(a|)'], '--a----c----(d|)', { a: 'Available', c: 'clearing', d: 'Available done' });
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
        clear: () => cold<{ requestId: string }>('-#', {}, trouble.refused()),
        readState: () => cold<typeof told>('#'),
      };
      expectObservable(clearing(transport, brisk).pipe(map(inAWord))).toBe('-(e|)', { e: 'Refused' });
    });
  });

  it('stops when it is unsubscribed: the request that is open, and the polls', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const clear = cold('-(r|)', { r: { requestId: 'R' } });
      const polls = [cold('-(c|)', states), cold('-------c', states), cold('-(a|)', states)] as const;
      const read = inTurn(polls);
      expectObservable(
        clearing({ clear: () => clear, readState: () => read }, brisk).pipe(map(inAWord)),
        '^--------!',
      ).toBe('--c', { c: 'clearing' });
      expectSubscriptions(clear.subscriptions).toBe('^!');
      expectSubscriptions(polls[0].subscriptions).toBe('-^!');
      expectSubscriptions(polls[1].subscriptions).toBe('------^--!');
      expectSubscriptions(polls[2].subscriptions).toBe([]);
    });
  });
});
