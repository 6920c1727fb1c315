import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContextStatusData } from '../../src/model/ContextStatusData.js';
import { beganAfter, mayHideFailure, newSince, unanswered } from '../../src/streams/baseline.js';
import { carryOver } from '../../src/streams/carryOver.js';
import { endedAlike } from '../../src/streams/endedAlike.js';
import { nextDelay } from '../../src/streams/nextDelay.js';
import { ours } from '../../src/streams/ours.js';
import { sameEntry, sameKey } from '../../src/streams/taskKey.js';
import { wasNotTaken } from '../../src/streams/wasNotTaken.js';
import { trouble } from '../support/errors.js';
import { failed, succeeded, task } from '../support/tasks.js';

describe('ours', () => {
  const counts = (entry: Partial<ContextStatusData>, target: Parameters<typeof ours>[1]): boolean =>
    ours([task(entry)], target).length === 1;

  it.each([
    ['upload', true],
    ['download', true],
    ['Upload', true],
    ['', true],
    ['sync', false],
  ])('takes task type "%s": %s', (taskType, expected) => {
    expect(counts({ taskType }, {})).toBe(expected);
  });

  it.each([
    ['upload', 'upload', true],
    ['upload', 'download', false],
    ['Upload', 'upload', true],
    ['full', 'download', true],
    ['upload', '', true],
  ])('for mode "%s" takes task type "%s": %s', (mode, taskType, expected) => {
    expect(counts({ taskType }, { mode })).toBe(expected);
  });

  it.each([
    ['c', '/p', true],
    ['c', '/p/', true],
    ['c', 'p', true],
    ['c', '//./p', true],
    ['c', String.raw`\p`, true],
    ['other', '/p', false],
    ['c', '/q', false],
    ['', '/p', true],
    ['c', '', true],
  ])('for a context and path takes "%s" at "%s": %s', (contextId, path, expected) => {
    expect(counts({ contextId, path }, { contextId: 'c', path: '/p' })).toBe(expected);
    expect(counts({ contextId, path }, { contextId: 'c', path: '/p//' })).toBe(expected);
  });

  it('does not take the root for an empty path', () => {
    expect(counts({ path: '/p' }, { contextId: 'ctx', path: '/' })).toBe(false);
    expect(counts({ path: '/' }, { contextId: 'ctx', path: '/' })).toBe(true);
  });
});

describe('newSince', () => {
  it('leaves out finished entries of the baseline, and keeps those that changed or go on', () => {
    const running = task();
    expect(newSince([succeeded(), running], [succeeded(), running])).toEqual([running]);
    expect(newSince([succeeded()], [succeeded({ finishTime: 1_700_000_102 })])).toHaveLength(1);
    expect(newSince([succeeded()], [failed()])).toHaveLength(1);
  });

  it('counts an entry that stands in the list more often than before', () => {
    expect(newSince([succeeded()], [succeeded(), succeeded()])).toEqual([succeeded()]);
  });

  it('knows an entry again however its path and status are spelled', () => {
    expect(newSince([succeeded()], [succeeded({ path: 'data/', status: 'success' })])).toEqual([]);
  });

  it.each(['contextId', 'path', 'taskType', 'status', 'errorMessage'] as const)('compares %s', (field) => {
    expect(newSince([succeeded()], [succeeded({ [field]: 'failed' })])).toHaveLength(1);
  });

  it.each(['startTime', 'finishTime'] as const)('compares %s', (field) => {
    expect(newSince([succeeded()], [succeeded({ [field]: 1 })])).toHaveLength(1);
  });
});

describe('mayHideFailure', () => {
  const later = { startTime: 1_700_000_200 };

  it.each([
    ['no task', [], false],
    ['a success', [succeeded()], false],
    ['a failure', [failed()], true],
    ['a failure, then a success', [failed(), succeeded(later)], false],
    ['a success, then a failure', [succeeded(), failed(later)], true],
    ['a failure and a success within one second', [failed(), succeeded()], true],
    ['a failure, then the success of another context', [failed(), succeeded({ ...later, contextId: 'x' })], true],
    ['a failure, then the success at another path', [failed(), succeeded({ ...later, path: '/x' })], true],
    ['a failure, then the success the other way', [failed(), succeeded({ ...later, taskType: 'download' })], true],
  ])('%s: %s', (_, list, expected) => {
    expect(mayHideFailure(list, list)).toBe(expected);
  });
});

describe('mayHideFailure of some entries', () => {
  it('asks about those only, and looks for a success in the whole list', () => {
    const later = succeeded({ startTime: 1_700_000_200 });
    expect(mayHideFailure([failed()], [failed(), later])).toBe(false);
    expect(mayHideFailure([later], [failed(), later])).toBe(false);
  });
});

describe('beganAfter', () => {
  it('is sure of a task whose start the baseline did not have', () => {
    expect(beganAfter([task()], task({ startTime: 1_700_000_200 }))).toBe(true);
    expect(beganAfter([task()], succeeded())).toBe(false);
    expect(beganAfter([task({ startTime: 0 })], succeeded())).toBe(false);
    expect(beganAfter([task({ contextId: 'x' })], succeeded())).toBe(true);
  });
});

describe('unanswered', () => {
  const other = { contextId: 'ctx-2' };

  it.each([
    ['no old task', [], [succeeded()], 0],
    ['no task of this sync', [succeeded()], [], 0],
    ['an old task that has a new one', [succeeded()], [task({ startTime: 1_700_000_200 })], 0],
    ['an old task of another context', [succeeded(other)], [task()], 1],
    ['an old task of another context, the other way', [succeeded({ ...other, taskType: 'download' })], [task()], 0],
    ['one of two that has a new one', [succeeded(other), succeeded()], [task(), task({ contextId: 'ctx-3' })], 1],
    ['one that one of two could answer', [succeeded(other)], [task({ taskType: 'download' }), task()], 1],
  ])('%s', (_, old, tasks, expected) => {
    expect(unanswered(old, tasks)).toHaveLength(expected);
  });
});

describe('endedAlike', () => {
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
  ])('%s', (_, tasks, fresh, returned, expected) => {
    expect(endedAlike(tasks, fresh, returned)).toEqual(expected);
  });

  it('gives the same tasks where none ended alike', () => {
    const tasks = [pending];
    expect(endedAlike(tasks, [], [])).toBe(tasks);
  });
});

describe('sameKey', () => {
  it.each([
    ['/a/b', '/a/b/', true],
    ['/a/b', 'a//b', true],
    ['/a/b', '/ab', false],
    ['', '/', false],
  ])('of paths "%s" and "%s": %s', (a, b, expected) => {
    expect(sameKey(task({ path: a }), task({ path: b }))).toBe(expected);
  });

  it.each([
    ['upload', 'Upload', true],
    ['upload', '', true],
    ['', 'upload', true],
    ['upload', 'download', false],
  ])('of types "%s" and "%s": %s', (a, b, expected) => {
    expect(sameKey(task({ taskType: a }), task({ taskType: b }))).toBe(expected);
  });

  it('does not make the same entry of one whose type is blank', () => {
    expect(sameEntry(task({ taskType: '' }), task())).toBe(false);
    expect(sameEntry(task({ taskType: 'UPLOAD' }), task())).toBe(true);
  });
});

describe('nextDelay', () => {
  it.each([
    ['an interval', 5, 3, undefined, { delay: 5, why: 'retryInterval' }],
    ['a schedule', [5, 6, 7], 2, undefined, { delay: 6, why: 'retryInterval' }],
    ['a schedule that is over', [5, 6, 7], 9, undefined, { delay: 7, why: 'retryInterval' }],
    ['a longer Retry-After', 5, 1, trouble.rateLimited(9), { delay: 9, why: 'Retry-After' }],
    ['a shorter Retry-After', 5, 1, trouble.rateLimited(4), { delay: 5, why: 'retryInterval' }],
    ['the same Retry-After', 5, 1, trouble.rateLimited(5), { delay: 5, why: 'retryInterval' }],
    ['an error without one', 5, 1, trouble.unavailable(), { delay: 5, why: 'retryInterval' }],
    ['an error that has none', 5, 1, trouble.unreadable(), { delay: 5, why: 'retryInterval' }],
  ])('of %s', (_, retryInterval, requests, error, expected) => {
    expect(nextDelay({ retryInterval }, requests, error)).toEqual(expected);
  });
});

describe('carryOver', () => {
  const at = (startTime: number, fields: Partial<ContextStatusData> = {}) => task({ startTime, ...fields });

  it.each<[string, ContextStatusData[], ContextStatusData[], ContextStatusData[]]>([
    ['nothing seen before', [], [at(1)], [at(1)]],
    ['a task that goes on', [at(1)], [succeeded({ startTime: 1 })], [succeeded({ startTime: 1 })]],
    ['a task that began', [at(0)], [at(5)], [at(5)]],
    ['a task that vanished', [at(1)], [], [at(1)]],
    ['one of two that vanished', [at(1), at(2)], [at(1)], [at(2), at(1)]],
    ['one of two that vanished, while the other began', [at(1), at(0)], [at(5)], [at(1), at(5)]],
    ['one of two alike that vanished', [at(1), at(1)], [at(1)], [at(1), at(1)]],
    [
      'one of two that vanished, while the service runs another',
      [succeeded({ startTime: 1 }), at(2)],
      [at(9)],
      [at(2), at(9)],
    ],
    ['a list that is late', [at(9)], [at(1)], [at(9), at(1)]],
    ['a task that waits again', [at(9)], [at(0)], [at(0)]],
    [
      'a task whose start is not told at its end',
      [at(9)],
      [succeeded({ startTime: 0 })],
      [succeeded({ startTime: 0 })],
    ],
    ['a task whose path is spelled anew', [at(1, { path: '/data/' })], [at(1)], [at(1)]],
    ['a task whose direction is told late', [at(1, { taskType: '' })], [at(1)], [at(1)]],
    ['another context', [at(1, { contextId: 'x' })], [at(1)], [at(1, { contextId: 'x' }), at(1)]],
    ['a task that the service runs again', [failed({ startTime: 1 })], [at(9)], [at(9)]],
  ])('%s', (_, seen, listed, expected) => {
    expect(carryOver(seen, listed)).toEqual(expected);
  });

  it('never loses a task: there are at least as many as before, and all that are listed', () => {
    const entry = fc
      .record({ contextId: fc.constantFrom('a', 'b'), startTime: fc.nat(3) })
      .map((fields) => task(fields));
    fc.assert(
      fc.property(fc.array(entry), fc.array(entry), (seen, listed) => {
        const carried = carryOver(seen, listed);
        for (const contextId of ['a', 'b']) {
          const count = (list: readonly ContextStatusData[]) => list.filter((t) => t.contextId === contextId).length;
          expect(count(carried)).toBeGreaterThanOrEqual(Math.max(count(seen), count(listed)));
        }
        expect(carried.slice(carried.length - listed.length)).toEqual(listed);
      }),
    );
  });
});

describe('wasNotTaken', () => {
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
    expect(wasNotTaken(error)).toBe(expected);
  });
});
