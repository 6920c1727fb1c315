import { map } from 'rxjs';
import { describe, it } from 'vitest';
import type { ContextInfoResult } from '../../../src/model/sync/ContextInfoResult.js';
import { watchPlan } from '../../../src/model/sync/WatchOptions.js';
import { watch } from '../../../src/streams/sync/watch.js';
import { trouble } from '../../support/errors.js';
import { succeeded, task } from '../../support/tasks.js';
import { answersIn, inTurn, inVirtualTime, virtualNow } from '../../support/virtual.js';

const lists = {
  0: { requestId: 'R', data: [] },
  r: { requestId: 'R', data: [task()] },
  s: { requestId: 'S', data: [succeeded()] },
};

const inAWord = ({ success, contextStatusData, error }: ContextInfoResult): string =>
  [success ? 'good' : error._tag, ...contextStatusData.map(({ status }) => status)].join(' ');

const plan = watchPlan({}, { interval: 5 }, { requestTimeout: 60_000 });

const check = (
  answers: readonly string[],
  expected: string,
  values: Record<string, string>,
  errors: readonly Error[] = [],
) => {
  inVirtualTime((helpers) => {
    const { expectObservable } = helpers;
    const read = answersIn(helpers, answers, lists, errors);
    expectObservable(
      watch({ list: read, monotonicNow: virtualNow }, plan).pipe(map(inAWord)),
      '^---------------------------!',
    ).toBe(expected, values);
  });
};

describe('watch', () => {
  it('emits the list, and then only what changes', () => {
    check(['-(r|)', '-(r|)', '-(s|)', '-(s|)', '-(0|)'], '-r---------s---------0', {
      r: 'good Running',
      s: 'good Success',
      0: 'good',
    });
  });

  it('tells an empty list too', () => {
    check(['-(0|)', '-(r|)'], '-0----r', { 0: 'good', r: 'good Running' });
  });

  it('goes on through transient trouble, tells it once, and keeps the list as last seen', () => {
    check(['-(r|)', '-#', '-#', '-(r|)'], '-r----w---------r', { r: 'good Running', w: 'Unavailable Running' }, [
      new Error(),
      trouble.unavailable(500),
      trouble.unavailable(502),
    ]);
    check(['-#', '-(r|)'], '-w----r', { w: 'Unavailable', r: 'good Running' }, [trouble.unavailable()]);
  });

  it('waits as long as it is asked to', () => {
    check(['-#', '-(r|)'], '-w--------------r', { w: 'RateLimited', r: 'good Running' }, [trouble.rateLimited(12)]);
  });

  it('ends at permanent trouble', () => {
    check(['-(r|)', '-#'], '-r----(e|)', { r: 'good Running', e: 'Unauthorized Running' }, [
      new Error(),
      trouble.unauthorized(),
    ]);
  });

  it('never reads twice at a time, and stops when it is unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const slow = cold('-------(r|)', lists);
      const open = cold('--------r', lists);
      const read = inTurn([slow, open]);
      expectObservable(
        watch({ list: read, monotonicNow: virtualNow }, plan).pipe(map(inAWord)),
        '^-------------!',
      ).toBe('-------r', { r: 'good Running' });
      expectSubscriptions(slow.subscriptions).toBe('^------!');
      expectSubscriptions(open.subscriptions).toBe('----------^---!');
    });
  });
});
