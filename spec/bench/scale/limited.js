// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { startWorkers } from './carriers.js';
import { targetsOf } from './targets.js';

/** @typedef {import('../processes.js').Service} Service */

/**
 * Three workers with a limiter, and more syncs than it lets them poll, all added at once.
 *
 * @param {Service} service @param {{ syncs: number, latency: number, max: number, duration: number, seconds: number }} order
 */
export const limited = async (service, { syncs, latency, max, duration, seconds }) => {
  await service.reset({ latency, seconds: 86_400 });
  const carrier = await startWorkers(service.url, 3, { limiter: { max, duration } });
  await carrier.add(targetsOf(0, syncs, 1), { retryInterval: 1000 });
  const before = await service.counts();
  const began = performance.now();
  await sleep(seconds * 1000);
  const { requests, inASecond } = await service.counts();
  const perSecond = ((requests - before.requests) * 1000) / (performance.now() - began);
  await carrier.stop();
  return { perSecond, inASecond };
};
