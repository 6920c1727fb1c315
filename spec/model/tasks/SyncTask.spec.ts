import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContextStatusData } from '../../../src/model/tasks/ContextStatusData.js';
import { keyedCopies, newestCopies } from '../../../src/model/tasks/SyncTask.js';
import { failed, succeeded, task } from '../../support/tasks.js';

const keysOf = (...tasks: ContextStatusData[]): readonly string[] => keyedCopies(tasks).map(({ key }) => key);

describe('the key of a task', () => {
  it('is that of its context, path and type, however they are spelled and whatever became of it', () => {
    const [key] = keysOf(task());
    const same = [
      task({ status: 'Pending', startTime: 0 }),
      succeeded(),
      failed({ startTime: 1_700_000_900 }),
      task({ path: '/data/' }),
      task({ path: 'data//.' }),
      task({ taskType: ' Upload' }),
      task({ contextId: 'ctx ' }),
    ];
    expect(same.map((entry) => keysOf(entry)[0])).toEqual(same.map(() => key));
    const others = [task({ contextId: 'ctx-2' }), task({ path: '/Data' }), task({ taskType: 'download' })];
    expect(new Set(keysOf(task(), ...others)).size).toBe(4);
  });

  it('is no enumerable property: JSON, copies and comparisons do not see it, and nobody writes it', () => {
    const entry = task();
    const [copy] = keyedCopies([entry]);
    expect(copy).not.toBe(entry);
    expect(copy).toStrictEqual(entry);
    expect(Object.keys(copy ?? {}).sort()).toEqual(Object.keys(entry).sort());
    expect(JSON.stringify([copy])).not.toContain('"key"');
    expect({ ...copy }).not.toHaveProperty('key');
    expect(structuredClone(copy)).toStrictEqual(entry);
    expect(ContextStatusData.is(copy)).toBe(true);
    expect(() => Object.assign(copy as object, { key: 'mine' })).toThrow(TypeError);
  });

  it('of the newest in a list is that of a list that has no other, and those before it keep theirs', () => {
    const [one, two, three] = [100, 200, 300].map((startTime) => succeeded({ startTime })) as [never, never, never];
    const [key] = keysOf(one);
    const first = keysOf(one, two);
    expect(first[1]).toBe(key);
    expect(keysOf(two, one)).toEqual([...first].reverse());
    const second = keysOf(one, two, three);
    expect(second).toEqual([first[0], expect.any(String), key]);
    // The service may forget the oldest.
    expect(keysOf(two, three)).toEqual(second.slice(1));
    expect(new Set([...first, ...second]).size).toBe(3);
  });

  it('counts those that began in the same second', () => {
    const [key] = keysOf(task());
    const start = `${key} ${task().startTime}`;
    expect(keysOf(task(), task(), task(), task())).toEqual([start, `${start} 2`, `${start} 3`, key]);
  });

  it('is another one for each in a list, whatever that holds', () => {
    const some = fc.record({
      contextId: fc.constantFrom('', ' ', 'c', 'c"'),
      path: fc.constantFrom('', '/p', '/p/', '/p" 7', '/p 7'),
      taskType: fc.constantFrom('', 'upload', 'Upload'),
      startTime: fc.constantFrom(0, 7),
      status: fc.constantFrom('Running', 'Success', 'Failed'),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 20 }), (fields) => {
        const keys = keysOf(...fields.map(task));
        expect(new Set(keys).size).toBe(fields.length);
      }),
    );
  });
});

describe('the newest tasks', () => {
  const waiting = task({ status: 'Pending', startTime: 0 });
  const untold = succeeded({ startTime: 0, finishTime: 0 });
  it.each([
    ['the one that began later', [succeeded({ startTime: 200 }), failed({ startTime: 100 })], [0]],
    ['the one that waits', [waiting, task()], [0]],
    ['the one that goes on, of the same second', [task(), succeeded()], [0]],
    ['the one that ended later, of the same second', [succeeded({ finishTime: 8 }), failed({ finishTime: 7 })], [0]],
    ['the failed one, of those that tell no difference', [failed(), succeeded()], [0]],
    ['the one that tells a start', [succeeded({ startTime: 1 }), untold], [0]],
    ['the one that waits, where no ended one tells a start', [waiting, untold], [0]],
    ['one after others', [task({ path: '/q' }), task({ startTime: 1_700_000_200 }), task()], [0, 1]],
    ['one of each direction', [task(), task({ taskType: 'download' }), task({ startTime: 1_700_000_200 })], [1, 2]],
    ['one of each path and context', [task(), task({ path: '/q' }), task({ contextId: 'c' })], [0, 1, 2]],
    [
      'one, however it is spelled',
      [task({ path: 'data/', startTime: 1_700_000_200 }), task({ taskType: 'Upload' })],
      [0],
    ],
    ['all that leave the path blank', [task({ path: '' }), task({ path: ' ' })], [0, 1]],
    ['all that leave the context blank', [task({ contextId: '' }), task({ contextId: '' })], [0, 1]],
    ['all that leave the type blank', [task({ taskType: '' }), task({ taskType: '' })], [0, 1]],
  ])('gives %s, in whatever order they are', (_, tasks, expected: readonly number[]) => {
    const newest = tasks.filter((_entry, index) => expected.includes(index));
    expect(newestCopies(tasks)).toEqual(newest);
    expect(newestCopies([...tasks].reverse())).toEqual([...newest].reverse());
  });

  it('gives one that decided before a newer one, and of several the newest', () => {
    const tasks = [failed({ startTime: 1 }), failed({ startTime: 2 }), succeeded(), succeeded({ path: '/q' })];
    for (const order of [tasks, [...tasks].reverse()]) {
      const shown = newestCopies(order, tasks.slice(0, 2)).map(({ startTime, path, key }) => [startTime, path, key]);
      expect(shown).toHaveLength(2);
      expect(shown).toContainEqual([2, '/data', newestCopies([succeeded()])[0]?.key]);
    }
  });

  it('gives the last of those that are the same', () => {
    const tasks = [waiting, task({ status: 'Pending', startTime: 0, path: '/data/' })];
    expect(newestCopies(tasks)).toEqual(tasks.slice(1));
  });
});
