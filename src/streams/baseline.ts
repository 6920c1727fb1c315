import type { ContextStatusData } from '../model/ContextStatusData.js';
import { hasFailed, hasFinished, hasSucceeded } from '../model/taskStatus.js';
import { sameEntry, sameKey } from './taskKey.js';

type Task = ContextStatusData;
type Tasks = readonly ContextStatusData[];

/**
 * The entries that are not those that the baseline showed finished, unchanged. An entry that stands in the list more often
 * than in the baseline counts as new as many times: a repeated sync may look the same to the second.
 */
export const newSince = (baseline: Tasks, list: Tasks): Tasks => {
  const old = baseline.filter(hasFinished);
  return list.filter((task) => {
    const index = old.findIndex((other) => sameEntry(other, task));
    if (index >= 0) old.splice(index, 1);
    return index < 0;
  });
};

/**
 * Whether a task surely began after the baseline was read: none of the baseline's entries that are not listed any more as
 * they were can have become it.
 */
export const beganAfter = (gone: Tasks, task: Task): boolean =>
  !gone.some((old) => sameKey(old, task) && (old.startTime === 0 || old.startTime === task.startTime));

/**
 * Whether a failure could hide among old entries: a sync that fails again within the same second leaves an entry that looks
 * unchanged. So it is where the last task of a context is a failed one.
 */
export const mayHideFailure = (old: Tasks, list: Tasks): boolean =>
  old.some((task) => hasFailed(task) && !list.some((later) => hasSucceeded(later) && isLater(later, task)));

/** Whether a task made good for another one: the same thing, begun later. */
export const isLater = (later: Task, task: Task): boolean => sameKey(later, task) && later.startTime > task.startTime;

/**
 * The old entries whose context this sync should be about too, and which it has no task for: it syncs others in the same
 * direction, so theirs may only be late.
 */
export const unanswered = (old: Tasks, tasks: Tasks): Tasks =>
  old.filter(
    (entry) =>
      !tasks.some((task) => sameKey(task, entry)) &&
      tasks.some((task) => sameKey({ ...task, ...placeOf(entry) }, entry)),
  );

const placeOf = ({ contextId, path }: Task) => ({ contextId, path });
