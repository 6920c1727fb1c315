// @ts-check

/**
 * What the service saw since it was reset.
 *
 * @typedef {object} Counts
 * @property {number} requests
 * @property {number} connections that a request came by
 * @property {number} atATime the most requests that waited for their answers at one moment
 * @property {number} serviceLoad how much of a core the service itself took: near 1, it is the service that is measured
 */

/** Counts requests and the connections that they come by. */
export const requestCounts = () => {
  let requests = 0;
  let waiting = 0;
  let atATime = 0;
  /** @type {Set<object>} */
  let connections = new Set();
  let cpu = process.cpuUsage();
  let began = performance.now();

  return {
    reset: () => {
      requests = 0;
      atATime = 0;
      connections = new Set();
      cpu = process.cpuUsage();
      began = performance.now();
    },
    /** @param {object} connection */
    came: (connection) => {
      requests += 1;
      connections.add(connection);
      atATime = Math.max(atATime, ++waiting);
    },
    answered: () => {
      waiting -= 1;
    },
    /** @returns {Counts} */
    read: () => {
      const { user, system } = process.cpuUsage(cpu);
      const serviceLoad = (user + system) / 1000 / (performance.now() - began);
      return { requests, connections: connections.size, atATime, serviceLoad };
    },
  };
};
