import type { ContextStatusData } from '../model/ContextStatusData.js';
import { sameKey } from './baseline.js';

type Tasks = readonly ContextStatusData[];

/**
 * The tasks that a sync has after a poll: those listed now, and those seen before that the service lists no more. A task
 * that vanished unfinished was never seen to succeed, so it stays unfinished.
 *
 * A task has no id. Of the entries about one context, path and direction, those seen before are taken to go on as those
 * listed now; where there are fewer now, the ones whose start is not in the list any more are the ones that vanished.
 */
export const carryOver = (seen: Tasks, listed: Tasks): Tasks => {
  const keys = seen.filter((task, index) => seen.findIndex((other) => sameKey(other, task)) === index);
  return [...keys.flatMap((key) => vanished(seen.filter(same(key)), listed.filter(same(key)))), ...listed];
};

const vanished = (seen: Tasks, listed: Tasks): Tasks => {
  const missing = Math.max(seen.length - listed.length, 0);
  const starts = listed.map((task) => task.startTime);
  const candidates = seen.filter((task) => !starts.includes(task.startTime));
  // One that had no start yet most likely has one now.
  return candidates.sort((a, b) => Number(a.startTime === 0) - Number(b.startTime === 0)).slice(0, missing);
};

const same = (key: ContextStatusData) => (task: ContextStatusData) => sameKey(task, key);
