import { describe, expect, expectTypeOf, it } from 'vitest';
import { splitOption } from '../../src/adapters/splitOption.js';

const splitCount = splitOption('count', (value): value is number => typeof value === 'number');

describe('splitOption', () => {
  it('takes an option out of others, which stay as they are', () => {
    const given = { deep: true, count: 5 };
    const { value, options } = splitCount(given);
    expect(value).toBe(5);
    expect(options).toEqual({ deep: true });
    expect(given).toEqual({ deep: true, count: 5 });
    expectTypeOf(value).toEqualTypeOf<number | undefined>();
    expectTypeOf(options).toEqualTypeOf<{ deep: boolean; count: number }>();
  });

  it.each([undefined, null])('takes %s for none: no rule minds it', (count) => {
    const given = { deep: true, count };
    const { value, options } = splitCount(given);
    expect(value).toBeUndefined();
    expect(options).toBe(given);
  });

  it('leaves in what is none of its kind: it is refused by its name', () => {
    const given = { deep: true, count: '5' };
    expect(splitCount(given)).toEqual({ value: undefined, options: given });
  });

  it('gives what has no such option as it is', () => {
    for (const given of [undefined, null, 'count', 5, { deep: true }, [1]]) {
      const { value, options } = splitCount(given);
      expect(value).toBeUndefined();
      expect(options).toBe(given);
    }
  });
});
