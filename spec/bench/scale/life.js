// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { targetsOf } from './targets.js';

/** @typedef {import('./carriers.js').Carrier} Carrier @typedef {import('../processes.js').Service} Service */

/**
 * What some syncs took from their beginning to their end.
 *
 * @typedef {object} Life
 * @property {number} requests
 * @property {number} kept bytes of Redis that one is that ended; NaN without a Redis
 */

/** @param {Carrier} carrier @param {Service} service @param {{ syncs: number, perSession: number }} order @returns {Promise<Life>} */
export const live = async (carrier, service, { syncs, perSession }) => {
  await carrier.add(targetsOf(0, syncs, perSession), { retryInterval: 5000 });
  while ((await carrier.ended()) < syncs) await sleep(100);
  const { requests } = await service.counts();
  return { requests, kept: await carrier.kept() };
};
