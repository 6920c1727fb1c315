import { describe, expect, it } from 'vitest';
import { lenientCount, lenientSeconds } from '../../src/model/lenient.js';

describe('lenient numbers', () => {
  it.each([
    [5, 5],
    ['5', 5],
    [undefined, 0],
    [null, 0],
  ])('read %j', (input, read) => {
    expect(lenientSeconds.decode(input)).toEqual({ _tag: 'Right', right: read });
  });

  it.each(['', ' ', 'x', '1e999', Number.NaN, Infinity, true, {}, []])('do not read %j', (input) => {
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
