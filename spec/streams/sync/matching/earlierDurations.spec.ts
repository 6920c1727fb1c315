import { describe, expect, it } from 'vitest';
import { earlierDurations } from '../../../../src/streams/sync/matching/earlierDurations.js';
import { failed, succeeded, task } from '../../../support/tasks.js';

const begun = 1_700_000_000;

describe('earlierDurations', () => {
  it('tells in milliseconds how long tasks took, the newest last', () => {
    const newer = succeeded({ startTime: begun + 100, finishTime: begun + 107 });
    const older = succeeded({ startTime: begun, finishTime: begun + 5 });
    const between = succeeded({ startTime: begun + 50, finishTime: begun + 50 });
    expect(earlierDurations({}, [newer, older, between])).toEqual([5000, 0, 7000]);
  });

  it.each([
    ['is not finished', task({ startTime: begun, finishTime: begun + 5 })],
    ['failed', failed({ startTime: begun, finishTime: begun + 5 })],
    ['tells no start', succeeded({ startTime: 0, finishTime: begun + 5 })],
    ['tells no end', succeeded({ startTime: begun, finishTime: 0 })],
    ['ended before it began', succeeded({ startTime: begun, finishTime: begun - 1 })],
  ])('passes over what %s', (_, entry) => {
    expect(earlierDurations({}, [entry])).toEqual([]);
  });

  it('takes the tasks that the sync is about, and no others', () => {
    const took = (seconds: number, fields = {}) =>
      succeeded({ startTime: begun, finishTime: begun + seconds, ...fields });
    const list = [
      took(1),
      took(2, { contextId: 'other' }),
      took(3, { path: '/elsewhere' }),
      took(4, { taskType: 'download' }),
      took(5, { taskType: 'prune' }),
    ];
    expect(earlierDurations({ contextId: 'ctx', path: '/data', mode: 'upload' }, list)).toEqual([1000]);
    expect(earlierDurations({}, list)).toEqual([1000, 2000, 3000, 4000]);
  });

  it('knows of nothing where no baseline was read', () => {
    expect(earlierDurations({}, undefined)).toEqual([]);
  });
});
