// @ts-check
// A plain fetch loop for each caller.
import { setTimeout as sleep } from 'node:timers/promises';
import { areDone, readTasks, trigger } from './fetching.js';

/** @type {import('./contender.js').Syncs} */
export const syncs = async ({ url, targets, interval }) => {
  let snapshots = 0;
  await Promise.all(
    targets.map(async (target) => {
      await trigger(url, target);
      while (!areDone(await readTasks(url, target))) {
        snapshots += 1;
        await sleep(interval);
      }
      snapshots += 1;
    }),
  );
  return { snapshots };
};

/** @type {import('./contender.js').Watches} */
export const watches = async ({ url, targets, interval, duration }) => {
  const end = performance.now() + duration;
  let changes = 0;
  const watched = targets.map(async (target) => {
    let before = '';
    while (performance.now() < end) {
      const list = JSON.stringify(await readTasks(url, target));
      if (list !== before) changes += 1;
      before = list;
      await sleep(interval, undefined, { ref: false });
    }
  });
  // Nobody waits for what is asked at the end of the time.
  await Promise.race([sleep(duration), Promise.all(watched)]);
  return { changes };
};

/** @type {import('./contender.js').Infos} */
export const infos = async ({ url, target, calls }) => {
  for (let call = 0; call < calls; call++) await readTasks(url, target);
};
