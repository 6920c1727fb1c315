import { describe, expect, it } from 'vitest';
import { pollPlan } from '../../../src/model/options/PollPlan.js';
import { watchPlan, type WatchFilter, type WatchOptions } from '../../../src/model/sync/WatchOptions.js';

const pace = { retryInterval: 2000, timeout: 60_000 };

describe('waitPlan', () => {
  it('has the pace of the service where nothing is given', () => {
    expect(pollPlan({}, pace, { requestTimeout: 500 })).toEqual({
      retryInterval: 2000,
      timeout: 60_000,
      requestTimeout: 500,
    });
  });

  it('takes what is given, at the bounds too', () => {
    const given = { retryInterval: 0, timeout: 1, requestTimeout: 1 };
    expect(pollPlan(given, pace, { requestTimeout: 500 })).toEqual(given);
  });

  it('asks a schedule for all delays that fit', () => {
    const asked: number[] = [];
    const retryInterval = (poll: number): number => {
      asked.push(poll);
      return poll * 10;
    };
    expect(pollPlan({ retryInterval, timeout: 60 }, pace, { requestTimeout: 500 }).retryInterval).toEqual([10, 20, 30]);
    expect(asked).toEqual([1, 2, 3]);
    expect(pollPlan({}, { retryInterval: () => 7, timeout: 15 }, { requestTimeout: 500 }).retryInterval).toEqual([
      7, 7, 7,
    ]);
  });

  it.each([
    [{ timeout: 0 }, 'timeout', /must be a number of milliseconds from 1/],
    [{ timeout: 2 ** 31 }, 'timeout', /must be a number of milliseconds/],
    [{ retryInterval: -1 }, 'retryInterval', /must be a number of milliseconds from 0/],
    [{ retryInterval: () => Number.NaN }, 'retryInterval', /must be a number of milliseconds/],
    [{ retryInterval: () => 0 }, 'retryInterval', /must not give more than 1000000 delays within `timeout`/],
    [{ requestTimeout: 0 }, 'requestTimeout', /must be a number of milliseconds from 1/],
  ])('refuses %j', (options, option, rule) => {
    expect(() => pollPlan(options, pace, { requestTimeout: 500 })).toThrow(
      expect.objectContaining({ _tag: 'InvalidRequest', option, rule: expect.stringMatching(rule) as string }) as Error,
    );
  });
});

describe('watchPlan', () => {
  it('watches everything each five seconds where nothing is given', () => {
    expect(watchPlan(undefined, undefined, { requestTimeout: 500 })).toEqual({ interval: 5000, requestTimeout: 500 });
  });

  it('takes what is given', () => {
    expect(
      watchPlan(
        { contextId: ' c ', path: '/p', taskType: 'upload' },
        { interval: 1, requestTimeout: 2 },
        { requestTimeout: 500 },
      ),
    ).toEqual({
      contextId: 'c',
      path: '/p',
      taskType: 'upload',
      interval: 1,
      requestTimeout: 2,
    });
  });

  it.each([
    [{ contextId: '' }, {}, 'contextId'],
    [{ interval: 5 }, {}, 'interval'],
    [{}, { interval: 0 }, 'interval'],
    [{}, { requestTimeout: 0 }, 'requestTimeout'],
    [{}, { contextId: 'c' }, 'contextId'],
  ])('refuses %j, %j', (filter, options, option) => {
    expect(() => watchPlan(filter as WatchFilter, options as WatchOptions, { requestTimeout: 500 })).toThrow(
      expect.objectContaining({ option }) as Error,
    );
  });
});
