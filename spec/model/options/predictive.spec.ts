import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predictive, type PredictiveOptions } from '../../../src/model/options/predictive.js';
import { longestDelay } from '../../../src/model/options/timerRange.js';
import { syncDefaults } from '../../../src/model/sync/SyncPlan.js';
import '../../support/seed.js';

const delayAt = (elapsed: number, history: readonly number[], options?: PredictiveOptions): number =>
  predictive(options)(1, { elapsed, history });

/** When the polls come, up to the first one at or after a time. */
const pollsUntil = (end: number, history: readonly number[], options?: PredictiveOptions): readonly number[] => {
  const polls = [0];
  for (let at = 0; at < end;) {
    at += delayAt(at, history, options);
    polls.push(at);
  }
  return polls;
};

const times = (count: number, took: number): readonly number[] => Array.from({ length: count }, () => took);
const minute = [58_000, 60_000, 62_000];

describe('predictive', () => {
  it('is the plain interval where nothing is known, by default that of a sync', () => {
    expect([0, 1, 60_000, 1e9].map((elapsed) => delayAt(elapsed, []))).toEqual([1500, 1500, 1500, 1500]);
    expect(delayAt(0, [])).toBe(syncDefaults.retryInterval);
    expect(delayAt(0, [], { interval: 700 })).toBe(700);
  });

  it('polls seldom before the end is likely, often around it, and plainly again when it did not come', () => {
    const elapsed = [0, 20_000, 40_000, 50_000, 60_000, 75_000, 90_000, 150_000, 600_000];
    expect(elapsed.map((at) => delayAt(at, minute))).toEqual([4500, 4500, 2136, 1633, 1423, 1368, 1475, 1513, 1500]);
  });

  it('polls the more closely around the end the more often it took as long', () => {
    expect([1, 3, 10].map((samples) => delayAt(60_000, times(samples, 60_000)))).toEqual([1871, 1422, 1052]);
  });

  it('goes by the last twenty, and takes what ended within its second for a second', () => {
    const recent = times(20, 60_000);
    expect(delayAt(60_000, [...times(50, 5000), ...recent])).toBe(delayAt(60_000, recent));
    expect(delayAt(60_000, [5000, ...recent.slice(1)])).not.toBe(delayAt(60_000, recent));
    expect(delayAt(500, [0, 0])).toBe(delayAt(500, [1000, 1000]));
  });

  it('takes for unknown what varies by more than its length', () => {
    expect(delayAt(0, [30_000, 120_000])).toBe(4500);
    expect(delayAt(0, [3000, 120_000])).toBe(1500);
  });

  it('has the bounds that it is given', () => {
    expect(delayAt(0, minute, { interval: 1000 })).toBe(3000);
    expect(delayAt(0, minute, { interval: 1000, max: 10_000 })).toBe(10_000);
    expect(delayAt(0, minute, { interval: 1000, max: 200 })).toBe(200);
    expect(delayAt(0, minute, { interval: longestDelay })).toBe(longestDelay);
  });

  it.each([
    [{ interval: 0 }, /`interval` must be a number of milliseconds from 1 to 2147483647, not 0/],
    [{ interval: Number.NaN }, /`interval` must be a number of milliseconds/],
    [{ max: 0 }, /`max` must be a number of milliseconds from 1/],
    [{ min: 5 } as never, /`min` is no option here: there are interval, max/],
  ])('refuses %j', (options, message) => {
    expect(() => predictive(options)).toThrow(message);
  });
});

describe('predictive, whatever it learnt,', () => {
  const took = fc.oneof(
    fc.nat(600_000),
    fc.constantFrom(0, 1, 1000, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, Infinity),
    fc.double({ min: 0, max: 1e15, noNaN: true }),
  );
  const history = fc.oneof(
    fc.array(took, { maxLength: 30 }),
    fc.tuple(took, fc.integer({ min: 1, max: 30 })).map(([same, length]) => times(length, same)),
  );

  it('gives whole milliseconds, half an interval or more, and `max` at most', () => {
    const options = fc.record({
      interval: fc.integer({ min: 1, max: longestDelay }),
      max: fc.integer({ min: 1, max: longestDelay }),
    });
    const elapsed = fc.oneof(fc.nat(longestDelay), fc.constantFrom(0, 0.5, 1, longestDelay * 1e6));
    fc.assert(
      fc.property(options, elapsed, history, (given, at, known) => {
        const { interval, max } = given;
        const delay = delayAt(at, known, given);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeLessThanOrEqual(max);
        expect(delay).toBeGreaterThanOrEqual(Math.min(Math.round(interval / 2), max));
      }),
    );
  });

  it('sees an end within three intervals, with no more polls than the plain interval makes', () => {
    const interval = fc.integer({ min: 100, max: 10_000 });
    fc.assert(
      fc.property(interval, fc.double({ min: 0, max: 200, noNaN: true }), history, (ms, intervals, known) => {
        const end = ms * intervals;
        const polls = pollsUntil(end, known, { interval: ms });
        expect((polls.at(-1) ?? 0) - end).toBeLessThanOrEqual(3 * ms);
        expect(polls.length).toBeLessThanOrEqual(Math.ceil(end / ms) + 1);
      }),
    );
  });
});
