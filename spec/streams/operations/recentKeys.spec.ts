import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recentKeys } from '../../../src/streams/operations/recentKeys.js';

describe('recentKeys', () => {
  it('tells what was there before, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 60 }), (texts) => {
        const keys = recentKeys(100);
        expect(texts.map(keys.isRepeated)).toEqual(texts.map((text, index) => texts.indexOf(text) < index));
      }),
    );
  });

  it('takes no two of many texts for the same, however alike they are', () => {
    const keys = recentKeys(1_000_000);
    const texts = Array.from({ length: 5000 }, (_, index) => [
      `token-${index}`,
      `[{"contextId":"SdkCtx-${index}","path":"/data"}]`,
      `${'x'.repeat(index % 500)}y${'x'.repeat(500 - (index % 500))}${Math.floor(index / 500)}`,
    ]).flat();
    expect(texts.filter(keys.isRepeated)).toEqual([]);
    expect(texts.every(keys.isRepeated)).toBe(true);
  });

  it('forgets the oldest first, but for one of long ago', () => {
    const keys = recentKeys(3);
    for (const text of ['1', '2', '3', '4', '5', '6', '7']) expect(keys.isRepeated(text)).toBe(false);
    // The fourth is the last whose number is a power of two.
    expect(['5', '6', '7', '4'].map(keys.isRepeated)).toEqual([true, true, true, true]);
    expect(keys.isRepeated('1')).toBe(false);
    expect(keys.isRepeated('4')).toBe(false);
  });
});
