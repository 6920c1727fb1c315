// @ts-check

/**
 * What is to be reached.
 *
 * @typedef {object} Aim
 * @property {number} [most]
 * @property {number} [least]
 * @property {string} [of] whose figure it is a multiple of; without one it is a figure of ours
 */

/**
 * A figure that is told.
 *
 * @typedef {object} Row
 * @property {string} title
 * @property {(result: Readonly<Record<string, number>>) => number} figure
 * @property {(value: number) => string} format
 * @property {Aim} [aim]
 */

/**
 * What was measured, by who did it: `ours`, and others.
 *
 * @typedef {Readonly<Record<string, Readonly<Record<string, number>>>>} Round
 */

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} title
 * @property {readonly Row[]} rows
 * @property {(service: import('./processes.js').Service, round: number) => Promise<Round>} run
 * @property {() => string | undefined} [needs] what is missing here that it needs
 * @property {number} [roundsEach] how many rounds make one that is asked for; one is made in any case
 */

const count = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
const time = (/** @type {number} */ ms) =>
  ms < 1000 ? `${ms.toFixed(ms < 10 ? 2 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`;

/** How figures are written: times are in ms, sizes in bytes. */
export const format = {
  count,
  time,
  microseconds: (/** @type {number} */ ms) => `${count(ms * 1000)} µs`,
  megabytes: (/** @type {number} */ bytes) => `${count(bytes / 1e6)} MB`,
  bytes: (/** @type {number} */ bytes) => `${count(bytes)} B`,
  percent: (/** @type {number} */ part) => `${count(part * 100)} %`,
};

/** The rows of what a service and a process were watched at. @param {Record<string, Aim>} [aims] @returns {Row[]} */
export const costs = (aims = {}) =>
  [
    { key: 'requests', title: 'requests', format: format.count },
    { key: 'connections', title: 'connections', format: format.count },
    { key: 'atATime', title: 'requests at a time', format: format.count },
    { key: 'cpu', title: 'CPU', format: format.time },
    { key: 'memory', title: 'peak memory', format: format.megabytes },
    { key: 'loopDelay', title: 'event loop p99', format: format.time },
    { key: 'wall', title: 'until all is done', format: format.time },
    { key: 'serviceLoad', title: 'load of the service', format: format.percent },
  ].map(({ key, ...row }) => {
    const aim = aims[key];
    return { ...row, figure: (result) => result[key] ?? NaN, ...(aim && { aim }) };
  });
