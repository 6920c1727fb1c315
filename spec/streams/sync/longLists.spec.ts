import { describe, expect, it } from 'vitest';
import type { ContextStatusData } from '../../../src/model/tasks/ContextStatusData.js';
import { followPlan } from '../../../src/model/sync/SyncPlan.js';
import { judge } from '../../../src/streams/sync/matching/judge.js';
import { newCourse } from '../../../src/streams/sync/matching/SyncCourse.js';
import { handleOf } from '../../support/picture.js';
import { failed, succeeded, task } from '../../support/tasks.js';

type Tasks = readonly ContextStatusData[];
type Make = (fields: Partial<ContextStatusData>) => ContextStatusData;

const length = 400;
const later = 1_700_000_300;

const each = (make: Make, fields: Partial<ContextStatusData> = {}): Tasks =>
  Array.from({ length }, (_, index) => make({ path: `/data/${index}`, ...fields }));

/** The same tasks in another order; 257 and the length have no divisor in common. */
const shuffled = (tasks: Tasks): Tasks => tasks.map((_, index) => tasks[(index * 257) % tasks.length] as never);

/** How often one task of these lists is looked at, on average and at each poll. */
const looks = (baseline: Tasks, lists: readonly Tasks[]): number => {
  let count = 0;
  const watched = (entry: ContextStatusData): ContextStatusData =>
    new Proxy(entry, {
      get: (target, key) => {
        count += 1;
        return Reflect.get(target, key) as unknown;
      },
    });
  const first = newCourse({ handle: handleOf({ baseline }), plan: followPlan({ settlePolls: 9 }), age: 0 });
  lists.reduce(
    (course, list, index) => judge(course, { data: list.map(watched) }, { polls: index + 1, elapsed: index * 1500 }),
    first,
  );
  return count / lists.length / length;
};

describe('a long list takes no longer for each of its tasks than a short one', () => {
  it.each<[string, Tasks, readonly Tasks[]]>([
    ['in another order each time', [], [each(task), shuffled(each(task)), [...shuffled(each(succeeded))].reverse()]],
    [
      'of what is synced anew',
      each(succeeded),
      [each(task, { startTime: later }), each(succeeded, { startTime: later })],
    ],
    ['of what was under way', each(task), [shuffled(each(task)), shuffled(each(succeeded))]],
    ['beside what left it', each(task), [each(task, { contextId: 'ctx-2' }), each(succeeded, { contextId: 'ctx-2' })]],
    ['of what waited', [], [each(task, { startTime: 0 }), shuffled(each(task)), shuffled(each(succeeded))]],
    [
      'of what failed before',
      each(failed),
      [shuffled(each(failed)), [...each(failed), ...each(succeeded, { startTime: later })]],
    ],
    ['of what comes back', each(succeeded), [each(task, { startTime: 0 }), shuffled(each(succeeded)), each(succeeded)]],
  ])('%s', (_, baseline, lists) => {
    expect(looks(baseline, lists)).toBeLessThan(100);
  });
});
