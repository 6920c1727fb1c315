// @ts-check

/** @typedef {import('./scenario.js').Row} Row @typedef {import('./scenario.js').Round} Round */

/** @param {readonly number[]} values */
export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
};

/** The median of a figure of one who took part. @param {Row} row @param {readonly Round[]} rounds @param {string} who */
export const medianOf = ({ figure }, rounds, who) => median(rounds.map((round) => figure(round[who] ?? {})));

/**
 * The median of what ours was of another's. The ratio is taken in each round: what makes a machine slow for some seconds makes both
 * slow that run in them.
 *
 * @param {Row} row @param {readonly Round[]} rounds @param {string} other
 */
export const ratioTo = ({ figure }, rounds, other) =>
  median(rounds.map((round) => figure(round['ours'] ?? {}) / figure(round[other] ?? {})));
