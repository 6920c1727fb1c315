import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circleDetector } from '../../../src/streams/operations/circleDetector.js';

/** How many texts there are until a circle is noticed, if it is before there were very many. */
const lengthUntilNoticed = (texts: Iterable<string>): number => {
  const isCircle = circleDetector();
  let count = 0;
  for (const text of texts) {
    count++;
    if (isCircle(text) || count === 10_000) break;
  }
  return count;
};

function* rho(tail: number, period: number): Iterable<string> {
  for (let index = 0; index < tail; index++) yield `tail ${index}`;
  for (let index = 0; ; index++) yield `circle ${index % period}`;
}

describe('circleDetector', () => {
  it('notices a circle of any length, with any beginning, in time that goes with both', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 300 }), (tail, period) => {
        const count = lengthUntilNoticed(rho(tail, period));
        expect(count).toBeGreaterThan(tail + period);
        expect(count).toBeLessThanOrEqual(2 * Math.max(tail + 1, period) + period);
      }),
    );
  });

  it.each([
    ['the same one for ever', 0, 1, 2],
    ['two in turn', 0, 2, 4],
    ['three in turn', 0, 3, 7],
    ['a long circle', 0, 1000, 2024],
  ])('notices %s', (_, tail, period, count) => {
    expect(lengthUntilNoticed(rho(tail, period))).toBe(count);
  });

  it('takes no texts for a circle that are ever new', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 100 }), (texts) => {
        expect(texts.filter(circleDetector())).toEqual([]);
      }),
    );
  });

  it('knows nothing of other circles', () => {
    const [one, two] = [circleDetector(), circleDetector()];
    expect([one('a'), two('a'), one('a')]).toEqual([false, false, true]);
  });
});
