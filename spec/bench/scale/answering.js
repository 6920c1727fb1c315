// @ts-check
import { once } from 'node:events';
import { startMeasuring } from '../contenders/measured.js';

/**
 * Makes this process one that is asked. The first that it is sent is its order; `{ begin: true }` begins to measure it, `{ tell: true }`
 * tells the figures since, and all else is for its own work.
 *
 * @template O, Q @param {(order: O) => (question: Q) => Readonly<Record<string, number>>} start
 */
export const answering = async (start) => {
  const [order] = await once(process, 'message');
  const work = start(order);
  let tell = startMeasuring();
  process.on('message', (/** @type {any} */ question) => {
    if (question.begin) tell = startMeasuring();
    process.send?.({ ...work(question), ...(question.tell && tell()) });
  });
  process.on('disconnect', () => process.exit());
  process.send?.({});
};
