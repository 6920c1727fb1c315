import { describe, expect, it } from 'vitest';
import { fileDelayOf } from '../../src/cli/demo/demo.js';
import type { FileTree } from '../../src/cli/files/fileTree.js';
import { looksTheSame, progressLine } from '../../src/cli/demo/progressLine.js';
import { differences, table } from '../../src/cli/demo/report.js';
import { succeededOf, underwayOf } from '../support/snapshots.js';
import { trouble } from '../support/errors.js';
import { handleOf } from '../support/picture.js';
import { succeeded, task } from '../support/tasks.js';

/** Files by their names, each with as many bytes as its content. */
const treeOf = (files: Readonly<Record<string, string>>): FileTree =>
  new Map(Object.entries(files).map(([name, content]) => [name, { bytes: content.length, sha256: content }]));

const course = { handle: handleOf(), tasks: [succeeded()], polls: 7, elapsed: 12_345 };

describe('differences', () => {
  it('are files of other content, whatever their size, and files that are on one side only', () => {
    const one = treeOf({ same: 'x', other: 'abc', longer: 'a', here: 'h' });
    const two = treeOf({ same: 'x', other: 'abd', longer: 'aa', there: 't' });
    expect(differences(one, two)).toEqual(['other', 'longer', 'here', 'there']);
    expect(differences(one, one)).toEqual([]);
  });
});

describe('the table', () => {
  it('has a line for each side, with its files, bytes, polls and seconds, and whether it matches', () => {
    const original = treeOf({ a: 'aaa', b: 'bb' });
    const result = succeededOf(course);
    const sides = [
      { name: 'upload', files: original, result },
      { name: 'download', files: treeOf({ a: 'aaa' }), result: undefined },
    ];
    expect(table(sides, original)).toBe(
      [
        '          files  bytes  polls  elapsed  match',
        'upload        2      5      7   12.3 s    yes',
        'download      1      3      0    0.0 s     NO',
      ].join('\n'),
    );
  });
});

describe('a line that stays', () => {
  const waiting = underwayOf({ ...course, tasks: [task(), task({ contextId: 'b' })], elapsed: 1999 });
  it.each([
    ['a poll more in the same second', { elapsed: 1000, polls: 8 }, true],
    ['another second', { elapsed: 2000 }, false],
    ['another state', { tasks: [] }, false],
    ['a task that ended', { tasks: [succeeded(), task({ contextId: 'b' })] }, false],
  ])('after another one: %s', (_, change, isSame) => {
    const next = underwayOf({ ...course, tasks: [task(), task({ contextId: 'b' })], elapsed: 1999, ...change });
    expect(looksTheSame(waiting, next)).toBe(isSame);
  });
});

describe('the time of a file', () => {
  it.each([
    [0, 5],
    [1, 5],
    [200, 5],
    [201, 4],
    [1000, 1],
    [1001, 0],
  ])('of %i is %i ms', (files, milliseconds) => {
    expect(fileDelayOf(files)).toBe(milliseconds);
  });
});

describe('the line of a snapshot', () => {
  const warning = trouble.unavailable();

  it('tells tasks, files that have arrived, polls and seconds', () => {
    const running = underwayOf({ ...course, tasks: [succeeded(), task({ contextId: 'b' })], polls: 1 });
    expect(progressLine(running, { arrived: 3, files: 9 })).toBe(
      'running · 1 of 2 tasks · 3 of 9 files · 1 poll · 12.3 s',
    );
    expect(progressLine(underwayOf({ ...course, tasks: [], elapsed: 0 }), { arrived: 0, files: 0 })).toBe(
      'pending · 0 of 0 tasks · 0 of 0 files · 7 polls · 0.0 s',
    );
  });

  it('tells what a poll met', () => {
    expect(progressLine(underwayOf({ ...course, tasks: [task()], warning }), { arrived: 0, files: 1 })).toBe(
      `running · 0 of 1 tasks · 0 of 1 files · 7 polls · 12.3 s · ${warning.message}`,
    );
  });

  it.each([
    [69, 'succeeded · 1 of 1 tasks · 20000 of 20000 files · 1234 polls · 99.9 s'],
    [68, 'succeeded · 1 of 1 tasks · 20000 of 20000 files · 99.9 s'],
    [55, 'succeeded · 20000 of 20000 files · 99.9 s'],
    [40, 'succeeded · 20000 of 20000 files'],
    [20, 'succeeded · 20000 o…'],
    [1, '…'],
    [-3, '…'],
  ])('is one line where there are %i columns', (width, line) => {
    const snapshot = succeededOf({ ...course, polls: 1234, elapsed: 99_900 });
    expect(progressLine(snapshot, { arrived: 20_000, files: 20_000, width })).toBe(line);
  });

  it('tells what a poll met where there is little room, as far as it goes', () => {
    const snapshot = underwayOf({ ...course, tasks: [task()], warning });
    expect(progressLine(snapshot, { arrived: 0, files: 1, width: 40 })).toBe(
      `running · 0 of 1 files · ${warning.message.slice(0, 14)}…`,
    );
  });
});
