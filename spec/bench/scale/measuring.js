// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {import('./carriers.js').Carrier} Carrier @typedef {import('../processes.js').Service} Service */

/**
 * What it cost to carry syncs for a while. Times are in ms, sizes in bytes.
 *
 * @typedef {object} Costs
 * @property {number} wall
 * @property {number} polls
 * @property {number} loopDelay that of the process where it is the longest
 * @property {number} busy how much of the time the busiest event loop did not wait
 * @property {number} cpu of all processes
 * @property {number} memory of all of them
 * @property {number} serviceCpu
 * @property {number} operations that were sent to Redis
 * @property {number} redisCpu
 * @property {number} commands of Redis, those of scripts among them
 * @property {number} written to its append-only file
 * @property {number} redisMemory
 */

/** @param {Carrier} carrier @param {Service} service @param {number} duration ms @returns {Promise<Costs>} */
export const measure = async (carrier, service, duration) => {
  const begun = await carrier.ask({ begin: true });
  const [counted, redis] = await Promise.all([service.counts(), carrier.redis()]);
  await sleep(duration);
  const told = await carrier.ask({ tell: true });
  const [counts, redisNow] = await Promise.all([service.counts(), carrier.redis()]);
  const more = (/** @type {'cpu' | 'commands' | 'written'} */ key) => (redisNow?.[key] ?? NaN) - (redis?.[key] ?? NaN);
  return {
    wall: mostOf(told, 'wall'),
    polls: counts.requests - counted.requests,
    loopDelay: mostOf(told, 'loopDelay'),
    busy: mostOf(told, 'busy'),
    cpu: sumOf(told, 'cpu'),
    memory: sumOf(told, 'memory'),
    serviceCpu: counts.serviceCpu - counted.serviceCpu,
    operations: sumOf(told, 'operations') - sumOf(begun, 'operations'),
    redisCpu: more('cpu'),
    commands: more('commands'),
    written: more('written'),
    redisMemory: redisNow?.memory ?? NaN,
  };
};

/** @typedef {import('./carriers.js').ProcessFigures} ProcessFigures */

/** @param {readonly ProcessFigures[]} processes @param {keyof ProcessFigures} key */
const sumOf = (processes, key) => processes.reduce((sum, { [key]: value = NaN }) => sum + value, 0);

/** @param {readonly ProcessFigures[]} processes @param {keyof ProcessFigures} key */
const mostOf = (processes, key) => Math.max(...processes.map(({ [key]: value = NaN }) => value));
