// @ts-check
// Syncs that are made up: how often each is polled by a schedule, and how late its end is seen. Answers take no time.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** @typedef {(poll: number, facts: { elapsed: number, history: readonly number[] }) => number} Schedule */

/**
 * A sync: how long it takes, and how long earlier ones took by what the service tells, in ms.
 *
 * @typedef {{ took: number, history: readonly number[] }} Sync
 */

/**
 * How long syncs take: lognormal.
 *
 * @typedef {object} Durations
 * @property {number} median in ms
 * @property {number} spread the standard deviation of the logarithm: 0.1 is about 10 %
 * @property {number} samples how many earlier ones are known
 * @property {number} [wrong] how many times as long those took
 */

/** The same each time. @param {number} count @param {Durations} durations @returns {Sync[]} */
export const syncsOf = (count, { median, spread, samples, wrong = 1 }) => {
  const generator = xoroshiro128plus(11);
  const chance = () => uniformFloat64(generator);
  const normal = () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  const duration = () => median * Math.exp(spread * normal());
  /** Its start and its end are told in whole seconds. */
  const told = (/** @type {number} */ took) => {
    const start = chance() * 1000;
    return (Math.floor((start + took) / 1000) - Math.floor(start / 1000)) * 1000;
  };
  return Array.from({ length: count }, () => ({
    took: duration(),
    history: Array.from({ length: samples }, () => told(wrong * duration())),
  }));
};

/** @param {Schedule} schedule @param {Sync} sync */
export const follow = (schedule, { took, history }) => {
  let polls = 1;
  let elapsed = 0;
  while (elapsed < took) {
    elapsed += schedule(polls, { elapsed, history });
    polls += 1;
  }
  return { polls, delay: elapsed - took };
};

/** @param {readonly number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The polls of a sync, and how late its end is seen, in ms. @param {Schedule} schedule @param {readonly Sync[]} syncs */
export const measure = (schedule, syncs) => {
  const ends = syncs.map((sync) => follow(schedule, sync));
  const delays = ends.map(({ delay }) => delay).sort((a, b) => a - b);
  return {
    polls: mean(ends.map(({ polls }) => polls)),
    delay: mean(delays),
    p95: delays[Math.floor(delays.length * 0.95)] ?? NaN,
  };
};

/** The polls of the plain interval that sees ends as late as that on average. @param {number} delay @param {readonly Sync[]} syncs */
export const pollsAtDelay = (delay, syncs) => {
  const interval = 2 * delay;
  // The first one is made at once, and one at half an interval after the end, on average.
  return mean(syncs.map(({ took }) => took)) / interval + 1.5;
};
