import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff, type BackoffOptions } from '../../../src/model/options/backoff.js';

const first = (options: BackoffOptions, polls: number): number[] =>
  Array.from({ length: polls }, (_, index) => backoff(options)(index + 1));

describe('backoff', () => {
  it("grows as AgentBay's clients were recorded to: 500 ms, by 1.1, up to 5 s", () => {
    const delays = first({ initial: 500, factor: 1.1, max: 5000 }, 60);
    expect(delays.slice(0, 6)).toEqual([500, 550, 605, 666, 732, 805]);
    expect(delays.slice(24, 27)).toEqual([4925, 5000, 5000]);
    expect(delays.at(-1)).toBe(5000);
  });

  it('doubles up to half a minute unless told otherwise', () => {
    expect(first({ initial: 1000 }, 7)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('cuts each delay by up to the part that is left to chance', () => {
    const chances = [0, 0.5, 0.999];
    const delays = chances.map((chance) => backoff({ initial: 1000, jitter: 0.2, random: () => chance })(1));
    expect(delays).toEqual([1000, 900, 800]);
  });

  it('takes its chances from Math.random unless told otherwise', () => {
    const delays = Array.from({ length: 50 }, () => backoff({ initial: 10_000, jitter: 1 })(1));
    expect(new Set(delays).size).toBeGreaterThan(10);
  });

  it('has no delay at all where there is none to grow', () => {
    expect(backoff({ initial: 0 })(1_000_000)).toBe(0);
  });

  it.each([
    [{ initial: -1 }, /`initial` must be a number of milliseconds from 0 to 2147483647, not -1/],
    [{ initial: Number.NaN }, /`initial` must be a number of milliseconds/],
    [{ initial: 1, factor: 0.5 }, /`factor` must be a number from 1 to .*, not 0.5/],
    [{ initial: 1, factor: Infinity }, /`factor` must be a number/],
    [{ initial: 1, max: 2 ** 31 }, /`max` must be a number of milliseconds/],
    [{ initial: 1, jitter: 1.1 }, /`jitter` must be a number from 0 to 1, not 1.1/],
    [{ initial: 1, jitter: '1' as never }, /`jitter` must be a number from 0 to 1, not a value of type string/],
  ])('refuses %j', (options, message) => {
    expect(() => backoff(options)).toThrow(message);
  });

  it('never leaves its bounds, and without chance never shrinks', () => {
    const options = fc.record({
      initial: fc.nat(2 ** 31 - 1),
      factor: fc.double({ min: 1, max: 1e6, noNaN: true }),
      max: fc.nat(2 ** 31 - 1),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(options, fc.integer({ min: 1, max: 1_000_000 }), (given, poll) => {
        const delay = backoff(given)(poll);
        expect(delay >= 0 && delay <= given.max && Number.isInteger(delay)).toBe(true);
        const steady = backoff({ ...given, jitter: 0 });
        expect(steady(poll + 1)).toBeGreaterThanOrEqual(steady(poll));
        expect(delay).toBeLessThanOrEqual(steady(poll));
      }),
    );
  });
});
