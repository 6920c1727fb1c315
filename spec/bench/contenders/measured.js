// @ts-check
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/**
 * What some work cost this process.
 *
 * @typedef {object} Figures
 * @property {number} wall ms
 * @property {number} cpu ms of all its threads
 * @property {number} memory bytes: the most that the process ever had
 * @property {number} loopDelay ms: 99 % of the turns of the event loop came no later, by a timer of 10 ms
 * @property {number} busy how much of the time the event loop did not wait
 */

/** Begins to look at what this process costs, and gives a function that tells it. @returns {() => Figures} */
export const startMeasuring = () => {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const began = performance.now();
  const loopBefore = performance.eventLoopUtilization();
  const cpuBefore = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpuBefore);
    const wall = performance.now() - began;
    const { utilization: busy } = performance.eventLoopUtilization(loopBefore);
    delay.disable();
    const memory = process.resourceUsage().maxRSS * 1024;
    return { wall, cpu: (user + system) / 1000, memory, loopDelay: delay.percentile(99) / 1e6, busy };
  };
};

/** @template {object} T @param {() => Promise<T>} work @returns {Promise<Figures & T>} */
export const measured = async (work) => {
  const tell = startMeasuring();
  const more = await work();
  return { ...tell(), ...more };
};
