import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepOrder, keysOf } from '../../../src/model/tasks/keepOrder.js';
import { newestCopies, type SyncTask } from '../../../src/model/tasks/SyncTask.js';
import { task } from '../../support/tasks.js';

const paths = Array.from('abcdefg');
const rows = (listed: readonly string[]): readonly SyncTask[] => newestCopies(listed.map((path) => task({ path })));
const pathsOf = (tasks: readonly SyncTask[]): readonly string[] => tasks.map(({ path }) => path);

describe('rows that are shown already', () => {
  it.each([
    ['stay where they are', 'abc', 'cab', 'abc'],
    ['stay where they are, and what is new comes after them', 'abc', 'xcyab', 'abcxy'],
    ['close the gap of one that is gone', 'abc', 'ca', 'ac'],
    ['close the gap of the last', 'abc', 'ba', 'ab'],
    ['may all be gone', 'abc', 'yx', 'yx'],
    ['may be none', '', 'ba', 'ba'],
    ['may be more than there are', 'abc', 'ab', 'ab'],
  ])('%s', (_, shown, listed, expected) => {
    expect(pathsOf(keepOrder(keysOf(rows(Array.from(shown))), rows(Array.from(listed)))).join('')).toBe(expected);
  });

  it('lose nothing, and have what is newest of each', () => {
    const some = fc.uniqueArray(fc.constantFrom(...paths));
    fc.assert(
      fc.property(some, some, (shown, listed) => {
        const tasks = rows(listed);
        const kept = keepOrder(keysOf(rows(shown)), tasks);
        expect(new Set(kept)).toEqual(new Set(tasks));
        expect(kept).toHaveLength(tasks.length);
        expect(pathsOf(kept).filter((path) => shown.includes(path))).toEqual(
          shown.filter((path) => listed.includes(path)),
        );
      }),
    );
  });
});
