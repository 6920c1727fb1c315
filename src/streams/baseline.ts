import type { ContextStatusData } from '../model/ContextStatusData.js';
import { hasFailed, hasFinished, hasSucceeded } from '../model/taskStatus.js';

type Tasks = readonly ContextStatusData[];

/**
 * The entries that an earlier sync cannot explain: all but those that the baseline showed finished, unchanged. An entry
 * that stands in the list more often than in the baseline counts as new as many times: a repeated sync may look the same
 * to the second.
 */
export const newSince = (baseline: Tasks, list: Tasks): Tasks => {
  const old = baseline.filter(hasFinished);
  return list.filter((task) => {
    const index = old.findIndex((other) => isSame(other, task));
    if (index >= 0) old.splice(index, 1);
    return index < 0;
  });
};

/** Whether a task surely began after the baseline was read, and is not one of its entries going on. */
export const beganAfter = (baseline: Tasks, task: ContextStatusData): boolean =>
  !baseline.some((old) => sameKey(old, task) && (old.startTime === 0 || old.startTime === task.startTime));

const isSame = (a: ContextStatusData, b: ContextStatusData): boolean =>
  a.contextId === b.contextId &&
  a.path === b.path &&
  a.taskType === b.taskType &&
  a.status === b.status &&
  a.startTime === b.startTime &&
  a.finishTime === b.finishTime &&
  a.errorMessage === b.errorMessage;

/**
 * Whether a failure could hide in a list of old tasks: a sync that fails again within the same second leaves an entry that
 * looks unchanged. So it is where a context's last old task is a failed one.
 */
export const mayHideFailure = (list: Tasks): boolean =>
  list.some(
    (task) =>
      hasFailed(task) &&
      !list.some((later) => sameKey(later, task) && hasSucceeded(later) && later.startTime > task.startTime),
  );

/** Whether two entries are about the same context, path and direction. */
export const sameKey = (a: ContextStatusData, b: ContextStatusData): boolean =>
  a.contextId === b.contextId && a.path === b.path && a.taskType === b.taskType;
