import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Binding, BindSnapshot } from '../../../src/model/contexts/Binding.js';
import { contextSync } from '../../../src/model/contexts/ContextSync.js';
import { bindContexts, notBound } from '../../../src/streams/operations/bindContexts.js';
import { trouble } from '../../support/errors.js';
import { answersIn, brisk, inTurn, inVirtualTime, virtualNow } from '../../support/virtual.js';

const bound = (contextId: string, path: string): Binding => ({
  contextId,
  contextName: '',
  path,
  policy: '',
  bindTime: '',
});
const lists = {
  0: { data: [] },
  1: { data: [bound('one', '/a/')] },
  2: { data: [bound('one', '/a'), bound('two', '/b')] },
  x: { data: [bound('one', '/b'), bound('two', '/a')] },
};
const toBind = [contextSync('one', '/a'), contextSync('two', '/b')];

const inAWord = ({ missing, done, success, warning, error }: BindSnapshot): string =>
  [missing.length, done ? (success ? 'done' : error._tag) : warning?._tag]
    .filter((word) => word !== undefined)
    .join(' ');

const check = (
  answers: readonly string[],
  expected: string,
  values: Record<string, string>,
  errors: readonly Error[] = [],
) => {
  inVirtualTime((helpers) => {
    const { cold, expectObservable, expectSubscriptions } = helpers;
    const bind = cold('-(r|)', { r: { requestId: 'R' } });
    const read = answersIn(helpers, answers, lists, errors);
    const transport = { bind, listBindings: read, monotonicNow: virtualNow };
    expectObservable(bindContexts(transport, toBind, brisk).pipe(map(inAWord))).toBe(expected, values);
    expectSubscriptions(bind.subscriptions).toBe('^!');
  });
};

describe('bindContexts', () => {
  it('is over when each context is listed at its path', () => {
    check(['-(0|)', '-(1|)', '-(2|)'], '--a----b----(c|)', { a: '2', b: '1', c: '0 done' });
  });

  it('does not take a context at another path for bound', () => {
    check(['-(x|)', '-(2|)'], '--a----(c|)', { a: '2', c: '0 done' });
  });

  it('goes on through transient trouble, and ends at once at what is permanent', () => {
    check(['-(1|)', '-#', '-#'], '--b----w----(e|)', { b: '1', w: '1 BadAnswer', e: '1 Unauthorized' }, [
      new Error(),
      trouble.unreadable(),
      trouble.unauthorized(),
    ]);
  });

  it('is no success at its deadline', () => {
    check(['-(1|)', '-'], '--b----------------------------(t|)', { b: '1', t: '1 TimedOut' });
  });

  it('has nothing bound and nothing missing where it was not begun', () => {
    const error = trouble.refused();
    expect(notBound(error)).toMatchObject({ done: true, success: false, bindings: [], missing: [], polls: 0, error });
  });

  it('stops when it is unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const polls = [cold('-(1|)', lists), cold('-----2', lists)] as const;
      const read = inTurn(polls);
      const bind = cold('(r|)', { r: { requestId: 'R' } });
      expectObservable(
        bindContexts({ bind, listBindings: read, monotonicNow: virtualNow }, toBind, brisk).pipe(map(inAWord)),
        '^------!',
      ).toBe('-b', { b: '1' });
      expectSubscriptions(polls[1].subscriptions).toBe('-----^-!');
    });
  });
});
