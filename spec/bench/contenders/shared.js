// @ts-check
// Every caller triggers by itself; one plain fetch loop for each session polls for all of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { areDone, readTasks, trigger } from './fetching.js';

/** @typedef {import('./fetching.js').Task} Task */
/** @typedef {(tasks: readonly Task[], byContext: ReadonlyMap<string, Task>) => boolean} Take says whether that was all */
/** @typedef {{ take: Take }} Waiting */

/** @type {import('./contender.js').Syncs} */
export const syncs = async ({ url, targets, interval }) => {
  /** @type {Map<string, Set<Waiting>>} */
  const waitingOf = new Map();
  let snapshots = 0;

  const poll = async (/** @type {string} */ sessionId, /** @type {Set<Waiting>} */ waiting) => {
    while (waiting.size > 0) {
      // Whoever comes while the request is under way may not be in its answer yet.
      const asked = [...waiting];
      const tasks = await readTasks(url, { sessionId });
      const byContext = new Map(tasks.map((task) => [task.contextId, task]));
      snapshots += asked.length;
      for (const one of asked) if (one.take(tasks, byContext)) waiting.delete(one);
      await sleep(interval);
    }
    waitingOf.delete(sessionId);
  };

  /** @param {string} sessionId @param {Waiting} one @param {(reason: unknown) => void} fail */
  const wait = (sessionId, one, fail) => {
    const waiting = waitingOf.get(sessionId);
    if (waiting) waiting.add(one);
    else {
      const first = new Set([one]);
      waitingOf.set(sessionId, first);
      poll(sessionId, first).catch(fail);
    }
  };

  await Promise.all(
    targets.map(async (target) => {
      await trigger(url, target);
      await new Promise((resolve, reject) => {
        const { contextId } = target;
        /** @type {Take} */
        const take = (tasks, byContext) => {
          const own = contextId === undefined ? undefined : byContext.get(contextId);
          const isDone = contextId === undefined ? areDone(tasks) : own !== undefined && areDone([own]);
          if (isDone) resolve(undefined);
          return isDone;
        };
        wait(target.sessionId, { take }, reject);
      });
    }),
  );
  return { snapshots };
};
