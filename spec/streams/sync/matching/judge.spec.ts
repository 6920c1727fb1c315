import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContextStatusData } from '../../../../src/model/tasks/ContextStatusData.js';
import {
  isAmbiguous,
  diffBaseline,
  originsOf,
  missingTasks,
  withoutSuperseded,
} from '../../../../src/streams/sync/matching/baseline.js';
import { reconcileTasks, keepAllTasks } from '../../../../src/streams/sync/matching/reconcileTasks.js';
import { matchReappeared } from '../../../../src/streams/sync/matching/matchReappeared.js';
import { echoesOf } from '../../../../src/streams/sync/matching/echoes.js';
import { byKey, byPlace, poolOf } from '../../../../src/streams/sync/matching/lookup.js';
import { judge } from '../../../../src/streams/sync/matching/judge.js';
import { contextFilter, taskFilter } from '../../../../src/streams/sync/matching/taskFilter.js';
import { newCourse } from '../../../../src/streams/sync/matching/SyncCourse.js';
import { canBeSameKey, entryText, sameKey } from '../../../../src/streams/sync/matching/taskKey.js';
import { isSafeToRetry } from '../../../../src/streams/polling/isSafeToRetry.js';
import type { SyncHandle } from '../../../../src/model/sync/SyncHandle.js';
import { followPlan } from '../../../../src/model/sync/SyncPlan.js';
import { trouble } from '../../../support/errors.js';
import { handleOf } from '../../../support/picture.js';
import { failed, succeeded, task } from '../../../support/tasks.js';

describe('taskFilter', () => {
  const counts = (entry: Partial<ContextStatusData>, target: Parameters<typeof taskFilter>[0]): boolean =>
    taskFilter(target, [task(entry)])(task(entry));

  it.each([
    ['upload', true],
    ['download', true],
    ['Upload', true],
    ['upload ', true],
    ['', true],
    [' ', true],
    ['sync', false],
    ['full_upload', false],
  ])('takes task type "%s": %s', (taskType, expected) => {
    expect(counts({ taskType }, {})).toBe(expected);
  });

  it.each([
    ['upload', 'upload', true],
    ['upload', 'download', false],
    ['Upload', 'upload', true],
    [' upload', 'upload ', true],
    ['full', 'download', true],
    ['full', 'Full ', true],
    ['full', 'sync', false],
    ['upload', '', true],
  ])('for mode "%s" takes task type "%s": %s', (mode, taskType, expected) => {
    expect(counts({ taskType }, { mode })).toBe(expected);
  });

  it.each([
    ['c', '/p', true],
    ['c', '/p/', true],
    ['c', 'p', true],
    ['c', '//./p', true],
    ['c', '/x/../p', true],
    ['c', String.raw`\p`, true],
    ['C', '/P', true],
    ['c', '/%70', true],
    ['c', '/%', false],
    ['other', '/p', false],
    ['c', '/q', false],
    ['', '/p', true],
    ['c', '', true],
    [' ', '/p', true],
    ['c', ' ', true],
    [' c ', ' /p ', true],
    ['c', '/%70/', true],
    ['c', '/%zz', false],
  ])('for a context and path takes "%s" at "%s": %s', (contextId, path, expected) => {
    expect(counts({ contextId, path }, { contextId: 'c', path: '/p' })).toBe(expected);
    expect(counts({ contextId, path }, { contextId: 'c', path: '/p//' })).toBe(expected);
  });

  it('takes another spelling only where nothing known is spelled as it was asked for, in context and path', () => {
    const target = { contextId: 'c', path: '/p' };
    const spelledAnew = task({ contextId: 'c', path: '/P' });
    const takes = (...known: Partial<ContextStatusData>[]): boolean => taskFilter(target, known.map(task))(spelledAnew);
    expect(takes({ contextId: 'c', path: '/p/' })).toBe(false);
    expect(takes({ contextId: 'C', path: '/p' })).toBe(true);
    expect(takes({ contextId: 'c', path: '/P' })).toBe(true);
    expect(takes({ contextId: '', path: '/p' })).toBe(true);
  });

  it.each([
    ['', '/p'],
    [' ', '/p'],
    ['c', ''],
    ['c', ' '],
    [' c ', '/p/'],
  ])('takes "%s" at "%s" beside what is spelled as it was asked for', (contextId, path) => {
    const isOurs = taskFilter({ contextId: 'c', path: '/p' }, [task({ contextId: 'c', path: '/p' })]);
    expect(isOurs(task({ contextId, path }))).toBe(true);
  });

  it('does not take the root for an empty path', () => {
    expect(counts({ path: '/p' }, { contextId: 'ctx', path: '/' })).toBe(false);
    expect(counts({ path: '/' }, { contextId: 'ctx', path: '/' })).toBe(true);
    expect(counts({ path: '/p/../..' }, { contextId: 'ctx', path: '/' })).toBe(true);
  });
});

describe('contextFilter', () => {
  it.each([
    [undefined, 'x', true],
    ['c', 'c', true],
    ['c', 'C', true],
    ['c', '', true],
    ['c', ' ', true],
    ['c', 'x', false],
  ])('of a sync of context %s takes "%s": %s', (contextId, listed, expected) => {
    expect(contextFilter({ contextId })(task({ contextId: listed, path: '/any', taskType: 'any' }))).toBe(expected);
  });
});

describe('diffBaseline', () => {
  it('leaves out finished entries of the baseline, and keeps those that changed or go on', () => {
    const running = task();
    expect(diffBaseline([succeeded(), running], [succeeded(), running])).toEqual([running]);
    expect(diffBaseline([succeeded()], [succeeded({ finishTime: 1_700_000_102 })])).toHaveLength(1);
    expect(diffBaseline([succeeded()], [failed()])).toHaveLength(1);
  });

  it('counts an entry that stands in the list more often than before', () => {
    expect(diffBaseline([succeeded()], [succeeded(), succeeded()])).toEqual([succeeded()]);
  });

  it('knows an entry again however its path and status are spelled', () => {
    expect(diffBaseline([succeeded()], [succeeded({ path: 'data/', status: 'success' })])).toEqual([]);
  });

  it.each(['contextId', 'path', 'taskType', 'status', 'errorMessage'] as const)('compares %s', (field) => {
    expect(diffBaseline([succeeded()], [succeeded({ [field]: 'failed' })])).toHaveLength(1);
  });

  it.each(['startTime', 'finishTime'] as const)('compares %s', (field) => {
    expect(diffBaseline([succeeded()], [succeeded({ [field]: 1 })])).toHaveLength(1);
  });
});

describe('an empty list', () => {
  const plan = followPlan({ retryInterval: 1000, settlePolls: 1 });
  const endAfter = (first: number, second: number, given = plan, age = 0) => {
    const course = newCourse({ handle: handleOf(), plan: given, age });
    const once = judge(course, { data: [] }, { polls: 1, elapsed: first });
    return judge(once, { data: [] }, { polls: 2, elapsed: second }).end;
  };

  it.each([
    [0, 1000, true],
    [60_000, 61_000, true],
    [60_001, 61_000, false],
    [0, 61_000, true],
    [0, 61_001, false],
  ])('proves that there was nothing to do where it was read after %s and %s ms: %s', (first, second, isProof) => {
    expect(endAfter(first, second)).toEqual(
      isProof
        ? {}
        : { error: expect.objectContaining({ _tag: 'TimedOut', operation: 'sync', limit: 'settlePolls' }) as unknown },
    );
  });

  it('may be read as seldom as was planned', () => {
    const seldom = followPlan({ retryInterval: 300_000, settlePolls: 1, timeout: 900_000 });
    expect(endAfter(0, 300_000, seldom)).toEqual({});
  });

  it('may be read as late as the delay before that very poll was planned', () => {
    const planned = (delays: readonly number[]) =>
      followPlan({ retryInterval: (poll) => delays[poll - 1] ?? 1, settlePolls: 1, timeout: 900_000 });
    expect(endAfter(0, 300_000, planned([300_000, 1]))).toEqual({});
    expect(endAfter(0, 300_000, planned([1, 300_000]))).toHaveProperty('error');
  });

  it('is dated by the answers that have a date', () => {
    const dated = (...dates: readonly (number | undefined)[]) => {
      const first = newCourse({ handle: handleOf(), plan, age: 0, answeredAt: 1_000_000 });
      const read = (course: typeof first, answeredAt: number | undefined, index: number) =>
        judge(course, { data: [], answeredAt }, { polls: index + 1, elapsed: index * 1000 });
      return dates.reduce(read, first).end;
    };
    expect(dated(1_000_000, 1_060_000)).toEqual({});
    expect(dated(undefined, 1_060_000)).toEqual({});
    expect(dated(undefined, 1_070_000)).toHaveProperty('error');
    expect(dated(1_030_000, 1_080_000)).toEqual({});
  });

  it('proves nothing once it did not', () => {
    expect(endAfter(61_000, 62_000, plan, 61_000)?.error?.message).toContain('may have come and gone');
  });
});

describe('an end that the list does not prove', () => {
  const later = { startTime: 1_700_000_200 };
  const index = succeeded({ taskType: 'index' });

  it.each<[string, Partial<SyncHandle>, ContextStatusData[], RegExp, ContextStatusData[]]>([
    ['a trigger that may be lost', { accepted: false }, [index], /not known whether the trigger arrived/, [index]],
    ['an old failure', { baseline: [failed()] }, [failed()], /an old failure is listed/, [failed()]],
    ['an earlier transfer', { baseline: [task()] }, [], /under way left the list without an end/, [task()]],
    ['a task of another type', {}, [index], /its context is listed otherwise/, [index]],
    [
      'a failure told anew, and a later success',
      { baseline: [failed()] },
      [failed({ finishTime: 1_700_000_102 }), succeeded(later)],
      /a failure that may be of an earlier sync was made good/,
      [],
    ],
  ])('says why, and what is listed instead: %s', (_, fields, list, why, listed) => {
    const course = newCourse({ handle: handleOf(fields), plan: followPlan({ settlePolls: 0 }), age: 0 });
    const { end } = judge(course, { data: list }, { polls: 1, elapsed: 0 });
    expect(end?.error).toMatchObject({ _tag: 'TimedOut', listed });
    expect(end?.error?.message).toMatch(why);
  });
});

describe('isAmbiguous', () => {
  const later = { startTime: 1_700_000_200 };

  it.each([
    ['no task', [], false],
    ['a success', [succeeded()], false],
    ['a failure', [failed()], true],
    ['a failure, then a success', [failed(), succeeded(later)], false],
    ['a success, then a failure', [succeeded(), failed(later)], true],
    ['a failure, then a task that runs', [failed(), task(later)], true],
    ['a failure and a success within one second', [failed(), succeeded()], true],
    ['a failure, then the success of another context', [failed(), succeeded({ ...later, contextId: 'x' })], true],
    ['a failure, then the success at another path', [failed(), succeeded({ ...later, path: '/x' })], true],
    ['a failure, then the success the other way', [failed(), succeeded({ ...later, taskType: 'download' })], true],
  ])('%s: %s', (_, list, expected) => {
    expect(isAmbiguous(list, list)).toBe(expected);
  });
});

describe('isAmbiguous, of some entries', () => {
  it('asks about those only, and looks for a success in the whole list', () => {
    const later = succeeded({ startTime: 1_700_000_200 });
    expect(isAmbiguous([failed()], [failed(), later])).toBe(false);
    expect(isAmbiguous([later], [failed(), later])).toBe(false);
  });
});

describe('originsOf', () => {
  const at = (startTime: number, fields: Partial<ContextStatusData> = {}) => task({ startTime, ...fields });

  it.each<[string, ContextStatusData[], ContextStatusData[], (number | undefined)[]]>([
    ['nothing missing', [], [at(5)], [undefined]],
    ['a task that goes on', [at(5)], [succeeded({ startTime: 5 })], [0]],
    ['a task that began later', [at(5)], [at(7)], [undefined]],
    ['a task that waited', [at(0)], [at(7)], [0]],
    ['one that waited beside a newer one', [at(0)], [at(9), at(7)], [undefined, 0]],
    ['one that began beside one that waits', [at(0)], [at(0), at(7)], [undefined, 0]],
    ['one that waits still', [at(0)], [at(0)], [0]],
    ['one that waited since it was asked for', [at(3, { status: 'Pending' })], [at(7)], [0]],
    ['one that waited so beside a newer one', [at(3, { status: 'Pending' })], [at(9), at(7)], [undefined, 0]],
    ['a start that lost its fraction', [at(5.5)], [succeeded({ startTime: 5 })], [0]],
    ['a start that went back by a second', [at(5)], [succeeded({ startTime: 4 })], [0]],
    ['a start that went back by two', [at(5)], [succeeded({ startTime: 3 })], [undefined]],
    ['a start that is not told at the end', [at(5)], [succeeded({ startTime: 0 })], [0]],
    ['one that waits since', [at(5)], [at(0)], [undefined]],
    [
      'a finished one of the same second, told otherwise',
      [succeeded({ startTime: 5 })],
      [succeeded({ startTime: 5, finishTime: 7 })],
      [0],
    ],
    [
      'a finished one, and two of its second',
      [succeeded({ startTime: 5 })],
      [succeeded({ startTime: 5, finishTime: 7 }), succeeded({ startTime: 5, finishTime: 8 })],
      [0, undefined],
    ],
    ['a finished one of the same second that runs', [succeeded({ startTime: 5 })], [at(5)], [undefined]],
    [
      'a finished one of the same second that failed',
      [succeeded({ startTime: 5 })],
      [failed({ startTime: 5 })],
      [undefined],
    ],
    ['a finished one of another second', [succeeded({ startTime: 5 })], [at(4)], [undefined]],
    ['a finished one that told no start', [succeeded({ startTime: 0 })], [at(7)], [undefined]],
    [
      'a finished one that told no start, told otherwise',
      [succeeded({ startTime: 0 })],
      [failed({ startTime: 0 })],
      [0],
    ],
    [
      'two of the same second, of which one had ended',
      [at(5), failed({ startTime: 5 })],
      [failed({ startTime: 5 })],
      [1],
    ],
    ['another context', [at(5, { contextId: 'x' })], [at(5)], [undefined]],
    ['another direction', [at(5, { taskType: 'download' })], [at(5)], [undefined]],
    ['a context that is told late', [at(5, { contextId: '' })], [at(5)], [0]],
  ])('%s', (_, missing, tasks, expected) => {
    const origins = originsOf(missing, tasks);
    expect(tasks.map((entry) => origins.get(entry))).toEqual(
      expected.map((index) => (index === undefined ? undefined : missing[index])),
    );
  });
});

describe('withoutSuperseded', () => {
  const old = task({ taskType: 'download' });
  const carried = failed({ taskType: 'download' });

  it.each<[string, ContextStatusData, ContextStatusData, number]>([
    ['a newer one of the same place', old, task({ startTime: 1_700_000_200 }), 1],
    ['one of the same second', old, task(), 1],
    ['one that waits', old, task({ startTime: 0 }), 1],
    ['one that began before', old, task({ startTime: 1_700_000_000 }), 2],
    ['one at another path', old, task({ startTime: 0, path: '/x' }), 2],
    ['one that may be at another path', old, task({ startTime: 0, path: '' }), 2],
    ['one that may be of another context', old, task({ startTime: 0, contextId: '' }), 2],
    ['one in other letters', old, task({ startTime: 0, path: '/Data' }), 2],
    ['a newer one, but what it may have come from had ended', succeeded({ taskType: 'download' }), task(), 2],
  ])('%s', (_, origin, newer, left) => {
    const tasks = [carried, newer];
    expect(withoutSuperseded(tasks, new Map([[carried, origin]]))).toEqual(tasks.slice(-left));
  });

  it('keeps all where the newer one may have been under way too', () => {
    const other = task({ startTime: 1_700_000_200 });
    expect(
      withoutSuperseded(
        [carried, other],
        new Map([
          [carried, old],
          [other, task()],
        ]),
      ),
    ).toHaveLength(2);
  });
});

describe('missingTasks', () => {
  const other = { contextId: 'ctx-2' };

  it.each([
    ['no old task', [], [succeeded()], 0],
    ['no task of this sync', [succeeded()], [], 0],
    ['an old task that has a new one', [succeeded()], [task({ startTime: 1_700_000_200 })], 0],
    ['an old task of another context', [succeeded(other)], [task()], 1],
    ['an old task of another context, the other way', [succeeded({ ...other, taskType: 'download' })], [task()], 0],
    ['an old task that does not tell its path', [succeeded({ path: '' })], [task()], 0],
    ['one of two that has a new one', [succeeded(other), succeeded()], [task(), task({ contextId: 'ctx-3' })], 1],
    ['one that one of two could answer', [succeeded(other)], [task({ taskType: 'download' }), task()], 1],
  ])('%s', (_, old, tasks, expected) => {
    expect(missingTasks(old, tasks)).toHaveLength(expected);
  });
});

describe('matchReappeared', () => {
  const pending = task({ status: 'Pending', startTime: 0 });
  const later = succeeded({ startTime: 1_700_000_200 });

  it.each<[string, ContextStatusData[], ContextStatusData[], ContextStatusData[], ContextStatusData[]]>([
    ['nothing came back', [pending], [], [], [pending]],
    ['a task that waited', [pending], [], [succeeded()], [succeeded()]],
    ['the last of several that came back', [pending], [], [succeeded(), later], [later]],
    ['the last of several, in any order', [pending], [], [later, succeeded()], [later]],
    ['a task that ran since the same second', [task()], [], [succeeded()], [succeeded()]],
    ['a task that ran since another second', [task()], [], [later], [task()]],
    ['a task that is listed', [pending], [pending], [succeeded()], [pending]],
    ['a task that had ended', [failed()], [], [succeeded()], [failed()]],
    ['another context', [pending], [], [succeeded({ contextId: 'x' })], [pending]],
    ['two that wait for one', [pending, pending], [], [succeeded()], [succeeded(), pending]],
    ['a task that waited since it was asked for', [task({ status: 'Pending' })], [], [later], [later]],
  ])('%s', (_, tasks, fresh, returned, expected) => {
    expect(matchReappeared(tasks, fresh, returned) ?? tasks).toEqual(expected);
  });

  it('says so where nothing came back in their place', () => {
    expect(matchReappeared([pending], [], [])).toBeUndefined();
    expect(matchReappeared([failed()], [], [succeeded()])).toBeUndefined();
  });
});

describe('echoesOf', () => {
  const waited = task({ status: 'Pending', startTime: 3 });
  const untold = task({ status: 'Pending', startTime: 0 });
  const began = task({ startTime: 7 });

  it.each<[string, ContextStatusData[], ContextStatusData[], ContextStatusData[], number]>([
    ['what waits again though it began', [waited], [began], [waited], 1],
    ['what waits again though it ended', [waited], [succeeded({ startTime: 7 })], [waited], 1],
    ['what waits still', [waited], [waited], [waited], 0],
    ['what waits beside what began', [waited], [began], [waited, began], 0],
    ['what waits beside the end of what began', [waited], [began], [waited, succeeded({ startTime: 7 })], 0],
    ['what waits since another second', [waited], [began], [task({ status: 'Pending', startTime: 4 })], 0],
    ['what tells no time', [untold], [began], [untold], 0],
    ['what nothing came of', [waited], [task({ startTime: 7, contextId: 'x' })], [waited], 0],
    ['what ran at the baseline', [task({ startTime: 3 })], [began], [task({ startTime: 3 })], 0],
  ])('%s', (_, baseline, seen, list, echoes) => {
    expect(echoesOf(baseline, seen, list)).toHaveLength(echoes);
  });
});

describe('poolOf', () => {
  const any = (): boolean => true;
  const one = task({ startTime: 1 });
  const blank = task({ startTime: 2, path: '' });
  const two = task({ startTime: 3 });
  const other = task({ contextId: 'x' });

  it('gives the first that can be the same and fits, and each once', () => {
    const pool = poolOf([other, one, blank, two]);
    expect(pool.find(one, any)).toBe(one);
    expect(pool.take(one, ({ startTime }) => startTime > 1)).toBe(blank);
    expect(pool.find(one, ({ startTime }) => startTime > 1)).toBe(two);
    expect([pool.take(one, any), pool.take(one, any), pool.take(one, any)]).toEqual([one, two, undefined]);
    expect(pool.find(one, any)).toBeUndefined();
    expect(pool.left()).toEqual([other]);
  });

  it('finds a blank one before others, and others for a blank one', () => {
    expect(poolOf([blank, one]).find(one, any)).toBe(blank);
    expect(poolOf([other, two, one]).take(blank, any)).toBe(two);
    expect(poolOf([task({ contextId: '' })]).find(one, any)).toBeDefined();
    expect(poolOf([task({ taskType: '' })]).find(one, any)).toBeDefined();
    expect(poolOf([other]).find(task({ contextId: '' }), any)).toBe(other);
    expect(poolOf([other]).find(task({ contextId: 'x', taskType: '' }), any)).toBe(other);
  });
});

describe('byPlace and byKey', () => {
  it('find those of the same context and path, byKey of the same direction', () => {
    const upload = task({ path: '/data/' });
    const download = task({ taskType: 'download' });
    const unknown = task({ taskType: '' });
    const others = [task({ path: '/Data' }), task({ path: '' }), task({ contextId: '' }), task({ contextId: 'x' })];
    const all = [upload, download, unknown, ...others];
    expect(byPlace(all)(task())).toEqual([upload, download, unknown]);
    expect(byKey(all)(task())).toEqual([upload, unknown]);
    expect(byKey(all)(task({ taskType: '' }))).toEqual([upload, download, unknown]);
    expect(byPlace(all)(task({ path: '' }))).toEqual([]);
    expect(byPlace(all)(task({ contextId: '' }))).toEqual([]);
    expect(byPlace(all)(task({ path: '/else' }))).toEqual([]);
  });
});

describe('sameKey', () => {
  it.each([
    ['/a/b', '/a/b/', true, true],
    ['/a/b', 'a//b', true, true],
    ['/a/b', '/a/x/../b', true, true],
    ['/a/b', '/ab', false, false],
    ['', '/', false, true],
    ['/a', '/A', false, true],
    ['/é', '/e\u0301', false, true],
    ['/a b', '/a%20b', false, true],
    ['/%/a b', '/%/a%20b', false, true],
    ['/%ff/a b', '/%FF/a%20b', false, true],
    ['/é', '/%C3%A9', false, true],
    [' ', '/a', false, true],
    ['/a ', '/a', false, true],
    ['/100%', '/100%25', false, true],
    ['/%fe', '/%ff', false, false],
    ['/straße', '/STRASSE', false, false],
  ])('of paths "%s" and "%s": %s, can be: %s', (a, b, same, canBe) => {
    expect(sameKey(task({ path: a }), task({ path: b }))).toBe(same);
    expect(canBeSameKey(task({ path: a }), task({ path: b }))).toBe(canBe);
  });

  it.each([
    ['upload', 'Upload', true],
    ['upload', ' upload ', true],
    ['upload', '', true],
    ['', 'upload', true],
    ['upload', 'download', false],
  ])('of types "%s" and "%s": %s', (a, b, expected) => {
    expect(sameKey(task({ taskType: a }), task({ taskType: b }))).toBe(expected);
  });

  it('is not sure of what is left blank', () => {
    expect(sameKey(task({ contextId: '' }), task({ contextId: '' }))).toBe(false);
    expect(sameKey(task({ path: '' }), task({ path: '' }))).toBe(false);
    expect(canBeSameKey(task({ contextId: '', path: '' }), task())).toBe(true);
  });

  it('does not make the same entry of one whose type is blank', () => {
    expect(entryText(task({ taskType: '' }))).not.toBe(entryText(task()));
    expect(entryText(task({ taskType: 'UPLOAD ', contextId: 'CTX', path: 'Data/' }))).toBe(entryText(task()));
  });
});

describe('reconcileTasks', () => {
  const at = (startTime: number, fields: Partial<ContextStatusData> = {}) => task({ startTime, ...fields });
  const ended = (startTime: number, finishTime = 9) => succeeded({ startTime, finishTime });

  it.each<[string, ContextStatusData[], ContextStatusData[], ContextStatusData[]]>([
    ['nothing seen before', [], [at(1)], [at(1)]],
    ['a task that goes on', [at(1)], [succeeded({ startTime: 1 })], [succeeded({ startTime: 1 })]],
    ['a task that began', [at(0)], [at(5)], [at(5)]],
    ['a task that vanished', [at(1)], [], [at(1)]],
    ['one of two that vanished', [at(1), at(2)], [at(1)], [at(2), at(1)]],
    ['one of two that vanished, while the other began', [at(1), at(0)], [at(5)], [at(1), at(5)]],
    ['one of two alike that vanished', [at(1), at(1)], [at(1)], [at(1), at(1)]],
    [
      'a task that had ended, and another',
      [succeeded({ startTime: 1 })],
      [at(9)],
      [succeeded({ startTime: 1 }), at(9)],
    ],
    ['a task that had failed, and another', [failed({ startTime: 1 })], [at(9)], [failed({ startTime: 1 }), at(9)]],
    ['a task that vanished, and another', [at(2)], [at(9)], [at(2), at(9)]],
    ['a task that waited since it was asked for', [at(2, { status: 'PENDING' })], [at(9)], [at(9)]],
    ['a start that goes back by a second', [at(9)], [at(8)], [at(8)]],
    ['a start that goes back by two', [at(9)], [at(7)], [at(9), at(7)]],
    ['a start that goes back by a fraction', [at(9.5)], [at(9)], [at(9)]],
    ['a start that goes on by a fraction', [at(9)], [at(9.5)], [at(9), at(9.5)]],
    [
      'the end of one of two of a second, again',
      [at(1), succeeded({ startTime: 1 })],
      [succeeded({ startTime: 1 })],
      [at(1), succeeded({ startTime: 1 })],
    ],
    [
      'the end of the other of two of a second',
      [at(1), succeeded({ startTime: 1 })],
      [succeeded({ startTime: 1, finishTime: 9 }), succeeded({ startTime: 1 })],
      [succeeded({ startTime: 1, finishTime: 9 }), succeeded({ startTime: 1 })],
    ],
    ['the end of a start that goes back', [succeeded({ startTime: 9 })], [at(8)], [succeeded({ startTime: 9 }), at(8)]],
    [
      'the end of the one in the same letters',
      [at(1, { path: '/Data' }), at(1)],
      [ended(1)],
      [at(1, { path: '/Data' }), ended(1)],
    ],
    ['the later of two alike, again', [ended(1, 2), ended(1, 3)], [ended(1, 3)], [ended(1, 2), ended(1, 3)]],
    ['the end of one of two alike, without a finish', [at(1), ended(1, 0)], [ended(1, 0)], [at(1), ended(1, 0)]],
    ['the one in the same letters', [at(1, { path: '/Data' }), at(1)], [at(1)], [at(1, { path: '/Data' }), at(1)]],
    ['a context and path that are told late', [at(1, { contextId: '', path: '' })], [at(1)], [at(1)]],
    ['a list that is late', [at(9)], [at(1)], [at(9), at(1)]],
    ['a task that waits again', [at(9)], [at(0)], [at(9)]],
    [
      'a task that had ended, and one that waits',
      [succeeded({ startTime: 9 })],
      [at(0)],
      [succeeded({ startTime: 9 }), at(0)],
    ],
    [
      'a task whose start is not told at its end',
      [at(9)],
      [succeeded({ startTime: 0 })],
      [succeeded({ startTime: 0 })],
    ],
    ['a task whose path is spelled anew', [at(1, { path: '/data/' })], [at(1)], [at(1)]],
    ['a task whose direction is told late', [at(1, { taskType: '' })], [at(1)], [at(1)]],
    ['another context', [at(1, { contextId: 'x' })], [at(1)], [at(1, { contextId: 'x' }), at(1)]],
  ])('%s', (_, seen, listed, expected) => {
    expect(reconcileTasks(seen, listed)).toEqual(expected);
  });

  it('never loses a task: there are at least as many as before, and all that are listed', () => {
    const entry = fc
      .record({ contextId: fc.constantFrom('a', 'b'), startTime: fc.nat(3) })
      .map((fields) => task(fields));
    fc.assert(
      fc.property(fc.array(entry), fc.array(entry), (seen, listed) => {
        const carried = reconcileTasks(seen, listed);
        for (const contextId of ['a', 'b']) {
          const count = (list: readonly ContextStatusData[]) => list.filter((t) => t.contextId === contextId).length;
          expect(count(carried)).toBeGreaterThanOrEqual(count(seen));
        }
        const isEcho = (entry: ContextStatusData): boolean => entry.startTime === 0 && !carried.includes(entry);
        const kept = listed.filter((entry) => !isEcho(entry));
        expect(carried.slice(carried.length - kept.length)).toEqual(kept);
        const all = keepAllTasks(seen, listed);
        expect(all.slice(all.length - listed.length)).toEqual(listed);
      }),
    );
  });
});

describe('isSafeToRetry', () => {
  it.each([
    ['rateLimited', trouble.rateLimited(), true],
    ['connection refused', trouble.connectionRefused(), true],
    ['503', trouble.unavailable(503), true],
    ['500', trouble.unavailable(500), false],
    ['connection reset', trouble.connectionReset(), false],
    ['request timeout', trouble.slow(), false],
    ['unreadable', trouble.unreadable(), false],
    ['refused', trouble.refused(), false],
    ['refused with 503', trouble.refused(503), false],
  ])('%s: %s', (_, error, expected) => {
    expect(isSafeToRetry(error)).toBe(expected);
  });
});
