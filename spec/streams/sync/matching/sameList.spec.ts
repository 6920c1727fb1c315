import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followPlan } from '../../../../src/model/sync/SyncPlan.js';
import type { ContextStatusData } from '../../../../src/model/tasks/ContextStatusData.js';
import { judge } from '../../../../src/streams/sync/matching/judge.js';
import { newCourse, type SyncCourse } from '../../../../src/streams/sync/matching/SyncCourse.js';
import { handleOf } from '../../../support/picture.js';
import { task } from '../../../support/tasks.js';

type Tasks = readonly ContextStatusData[];

const entry: fc.Arbitrary<ContextStatusData> = fc
  .record({
    contextId: fc.constantFrom('ctx', 'ctx', 'CTX', 'ctx-2', ''),
    path: fc.constantFrom('/data', '/data', '/Data', '/more'),
    status: fc.constantFrom('Pending', 'Running', 'Success', 'Failed'),
    startTime: fc.constantFrom(0, 1, 2, 3),
    finishTime: fc.constantFrom(0, 4),
    taskType: fc.constantFrom('upload', 'upload', 'download', ''),
  })
  .map(task);
const list = fc.uniqueArray(entry, { maxLength: 4, selector: (one) => JSON.stringify(one) });

/** What is known of a sync after lists, each read so many times: as one object, or as another one each time. */
const courseOf = (
  {
    baseline,
    lists,
    options,
  }: { baseline: Tasks | undefined; lists: readonly (readonly [Tasks, number])[]; options: object },
  listOf: (tasks: Tasks) => Tasks,
): SyncCourse => {
  const handle = handleOf({ contextId: 'ctx', path: '/data', ...options, baseline });
  let course = newCourse({ handle, plan: followPlan({ settlePolls: 9 }), age: 0 });
  let polls = 0;
  for (const [tasks, times] of lists) {
    for (let time = 0; time < times; time++) {
      polls += 1;
      course = judge(course, { data: listOf(tasks) }, { polls, elapsed: polls * 1500 });
    }
  }
  return { ...course, last: undefined };
};

describe('a list that is the same object as the one before', () => {
  it('tells what it tells as another one that says the same', () => {
    const past = fc.record({
      baseline: fc.option(list, { nil: undefined }),
      lists: fc.array(fc.tuple(list, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 4 }),
      options: fc.constantFrom({}, { contextId: undefined, path: undefined }, { mode: 'upload' }, { accepted: false }),
    });
    fc.assert(
      fc.property(past, (given) => {
        const copied = courseOf(given, (tasks) => [...tasks]);
        expect(courseOf(given, (tasks) => tasks)).toEqual(copied);
      }),
      { numRuns: 3000 },
    );
  });
});
