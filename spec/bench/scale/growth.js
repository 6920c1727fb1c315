// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { measure } from './measuring.js';
import { targetsOf } from './targets.js';

/** @typedef {import('./carriers.js').Carrier} Carrier @typedef {import('../processes.js').Service} Service */

/** How often each sync is polled, in ms. None of them ends. */
const interval = 5000;
const options = { retryInterval: interval, maxRetries: 1_000_000, timeout: 86_400_000 };

/** What is too much, in ms and as a part of the polls that are due. */
const longestDelay = 100;
const leastPolls = 0.9;

/** Those that are added at one moment are polled at one moment: they are added over an interval, some after each of these ms. */
const pause = 50;

/**
 * Adds syncs until there are `to`, and resolves when all are triggered and polled; `false` where that takes too long.
 *
 * @param {Carrier} carrier @param {Service} service @param {{ from: number, to: number, perSession: number }} range
 */
const addEvenly = async (carrier, service, { from, to, perSession }) => {
  const began = performance.now();
  for (let added = from; added < to;) {
    const part = Math.min(1, (performance.now() - began + pause) / interval);
    const due = Math.ceil(from + (to - from) * part);
    await carrier.add(targetsOf(added, due, perSession), options);
    added = due;
    await sleep(pause);
  }
  while ((await service.counts()).triggers < to) {
    if (performance.now() - began > 12 * interval) return false;
    await sleep(100);
  }
  await sleep(interval);
  return true;
};

/**
 * So many syncs, and what it cost to carry them for a while.
 *
 * @typedef {{ syncs: number, made: number } & import('./measuring.js').Costs} Step `made` is the part of the polls that were due
 */

/** @param {Step} step */
const isTooMuch = ({ loopDelay, made }) => loopDelay > longestDelay || made < leastPolls;

/** @param {Carrier} carrier @param {Service} service @param {number} syncs @param {number} perSession @returns {Promise<Step>} */
const stepOf = async (carrier, service, syncs, perSession) => {
  const costs = await measure(carrier, service, 2 * interval);
  return { ...costs, syncs, made: (costs.polls * perSession * interval) / (syncs * costs.wall) };
};

/**
 * Adds syncs until they are too many: gives the last step that was not too much, and the one that was.
 *
 * @param {Carrier} carrier @param {Service} service @param {{ first: number, perSession: number, steps?: number }} order
 * @returns {Promise<{ carried: Step | undefined, tooMuch: Step | undefined }>}
 */
export const grow = async (carrier, service, { first, perSession, steps = Infinity }) => {
  /** @type {Step | undefined} */
  let carried;
  let from = 0;
  let to = first;
  for (let step = 0; step < steps; step++) {
    const isAdded = await addEvenly(carrier, service, { from, to, perSession });
    let now = await stepOf(carrier, service, to, perSession);
    // Others may have had the machine for a moment.
    for (let again = 0; isAdded && isTooMuch(now) && again < 1; again++)
      now = await stepOf(carrier, service, to, perSession);
    if (!isAdded || isTooMuch(now)) return { carried, tooMuch: now };
    carried = now;
    from = to;
    // By what is left of the busiest process, but never by a little: a step takes its time.
    const times = Math.min(2, Math.max(1.3, 0.9 / now.busy));
    to = Math.ceil((to * times) / perSession) * perSession;
  }
  return { carried, tooMuch: undefined };
};
