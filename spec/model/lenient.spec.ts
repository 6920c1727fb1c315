import { describe, expect, it } from 'vitest';
import { lenientCount, lenientSeconds } from '../../src/model/lenient.js';

describe('lenient numbers', () => {
  it.each([
    [5, 5],
    ['5', 5],
    [' 5 ', 5],
    ['2023-11-14T22:13:20Z', 1_700_000_000],
    ['2023-11-14t22:13:20.75z', 1_700_000_000],
    ['2023-11-14 22:13:20', 1_700_000_000],
    ['2023-11-15T06:13:20+08:00', 1_700_000_000],
    ['2023-11-15T06:13:20+0800', 1_700_000_000],
    [undefined, 0],
    [null, 0],
  ])('read %j', (input, read) => {
    expect(lenientSeconds.decode(input)).toEqual({ _tag: 'Right', right: read });
  });

  it.each([
    '',
    ' ',
    'x',
    '1e999',
    '2023-11-14',
    '2023-13-14T22:13:20Z',
    'at 2023-11-14T22:13:20Z',
    Number.NaN,
    Infinity,
    true,
    {},
    [],
  ])('do not read %j', (input) => {
    expect(lenientSeconds.decode(input)._tag).toBe('Left');
  });

  it('are numbers, or what stands for an absent one', () => {
    const count = lenientCount<number | undefined>(undefined);
    expect([5, undefined].map((input) => count.is(input))).toEqual([true, true]);
    expect(['5', null, {}].map((input) => count.is(input))).toEqual([false, false, false]);
    expect(count.decode(undefined)).toEqual({ _tag: 'Right', right: undefined });
    expect(lenientSeconds.is(undefined)).toBe(false);
  });
});
