// @ts-check
import { busiestSecond } from './busiestSecond.js';

/**
 * What the service saw since it was reset.
 *
 * @typedef {object} Counts
 * @property {number} requests
 * @property {number} triggers of them
 * @property {number} inASecond the most requests that came within a second, whichever
 * @property {number} connections that a request came by
 * @property {number} atATime the most requests that waited for their answers at one moment
 * @property {number} serviceCpu ms that the service itself took
 * @property {number} serviceLoad how much of a core the service itself took: near 1, it is the service that is measured
 */

/** Counts requests and the connections that they come by. */
export const requestCounts = () => {
  let requests = 0;
  let triggers = 0;
  let second = busiestSecond();
  let waiting = 0;
  let atATime = 0;
  /** @type {Set<object>} */
  let connections = new Set();
  let cpu = process.cpuUsage();
  let began = performance.now();

  return {
    reset: () => {
      requests = 0;
      triggers = 0;
      second = busiestSecond();
      atATime = 0;
      connections = new Set();
      cpu = process.cpuUsage();
      began = performance.now();
    },
    /** @param {object} connection @param {boolean} isTrigger */
    came: (connection, isTrigger) => {
      requests += 1;
      if (isTrigger) triggers += 1;
      second.came();
      connections.add(connection);
      atATime = Math.max(atATime, ++waiting);
    },
    answered: () => {
      waiting -= 1;
    },
    /** @returns {Counts} */
    read: () => {
      const { user, system } = process.cpuUsage(cpu);
      const serviceCpu = (user + system) / 1000;
      const serviceLoad = serviceCpu / (performance.now() - began);
      const seen = { requests, triggers, inASecond: second.most(), connections: connections.size, atATime };
      return { ...seen, serviceCpu, serviceLoad };
    },
  };
};
