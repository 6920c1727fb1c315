import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import type { SyncHandle } from '../../../model/sync/SyncHandle.js';
import { hasFailed, isFinished, hasSucceeded } from '../../../model/tasks/taskStatus.js';
import { byKey, byPlace, poolOf } from './lookup.js';
import { isUntold, wentBack } from './taskStart.js';
import { canBeSameType, entryText, keyOf, placeText } from './taskKey.js';

type Task = ContextStatusData;
type Tasks = readonly ContextStatusData[];

/**
 * The entries that are not those that the baseline showed finished, unchanged. An entry that stands in the list more often
 * than in the baseline counts as new as many times: a repeated sync may look the same to the second.
 */
export const diffBaseline = (baseline: Tasks, list: Tasks): Tasks => {
  if (baseline.length === 0) return list;
  const old = new Map<string, number>();
  for (const task of baseline.filter(isFinished)) {
    const text = entryText(task);
    old.set(text, (old.get(text) ?? 0) + 1);
  }
  return list.filter((task) => {
    const text = entryText(task);
    const left = old.get(text) ?? 0;
    if (left > 0) old.set(text, left - 1);
    return left === 0;
  });
};

/** Which entry of the baseline a task may have come from. A task without one surely began after the baseline was read. */
export type Origins = ReadonlyMap<Task, Task>;

/** Pairs off the entries of the baseline that are not listed any more as they were with the tasks they may have become. */
export const originsOf = (missing: Tasks, tasks: Tasks): Origins => {
  // Whether it had ended decides what it counts for: in doubt, it had.
  const left = poolOf([...missing.filter(isFinished), ...missing.filter((old) => !isFinished(old))]);
  const origins = new Map<Task, Task>();
  const pairOff = (candidates: Tasks, mayBecome: (old: Task, task: Task) => boolean): void => {
    for (const task of candidates) {
      const old = left.take(task, (candidate) => mayBecome(candidate, task));
      if (old !== undefined) origins.set(task, old);
    }
  };
  pairOff(tasks, (old, task) => old.startTime === task.startTime && task.startTime !== 0 && hasNotGoneBack(old, task));
  // What waits at the baseline begins before what is triggered later.
  const others = tasks.filter((task) => !origins.has(task)).sort((a, b) => beganAt(a) - beganAt(b));
  pairOff(others, hasGoneOnAs);
  return origins;
};

// What had ended may be told a little otherwise, but ends no other way.
const hasNotGoneBack = (old: Task, task: Task): boolean =>
  !isFinished(old) || old.status.toLowerCase() === task.status.toLowerCase();

const beganAt = ({ startTime }: Task): number => (startTime === 0 ? Infinity : startTime);

// A task may tell its start a second earlier at its end, or not at all.
const hasGoneOnAs = (old: Task, task: Task): boolean =>
  (old.startTime === 0 && task.startTime === 0) ||
  (!isFinished(old) && (isUntold(old) || wentBack(old, task) || (task.startTime === 0 && isFinished(task))));

/** The tasks that are surely of this sync. Where no baseline was read, all of them are, if the sync was accepted. */
export const ownOf = (
  { accepted, baseline }: Pick<SyncHandle, 'accepted' | 'baseline'>,
  tasks: Tasks,
  origins: Origins,
): Tasks => (baseline === undefined ? (accepted ? tasks : []) : tasks.filter((task) => !origins.has(task)));

/**
 * The tasks without those that were under way before this sync, where a newer task of the same context and path is listed:
 * that one is what this sync did.
 */
export const withoutSuperseded = (tasks: Tasks, origins: Origins): Tasks => {
  if (origins.size === 0) return tasks;
  const newAt = byPlace(tasks.filter((task) => !origins.has(task)));
  const isSuperseded = (task: Task): boolean => {
    const origin = origins.get(task);
    if (origin === undefined || isFinished(origin)) return false;
    return newAt(task).some((other) => beganAt(other) >= origin.startTime);
  };
  return tasks.filter((task) => !isSuperseded(task));
};

/**
 * Whether a failure could hide among old entries: a sync that fails again within the same second leaves an entry that looks
 * unchanged. So it is where the last task of a context is a failed one.
 */
export const isAmbiguous = (old: Tasks, list: Tasks): boolean => {
  const isMadeGood = madeGoodIn(list);
  return old.some((task) => hasFailed(task) && !isMadeGood(task));
};

/** Tells the tasks after which one about the same began, and succeeded. */
export const madeGoodIn = (list: Tasks): ((task: Task) => boolean) => {
  const goodOnes = byKey(list.filter(hasSucceeded));
  return (task) => goodOnes(task).some((later) => later.startTime > task.startTime);
};

/**
 * The earlier entries whose context this sync should be about too, and which it has no task of its own for: it syncs others
 * in the same direction, so theirs may only be late.
 */
export const missingTasks = (earlier: Tasks, own: Tasks): Tasks => {
  if (earlier.length === 0) return [];
  const answers = byKey(own);
  const oneOfEachType = [...new Map(own.map((task) => [keyOf(task).type, task])).values()];
  const isSyncedElsewhere = (entry: Task): boolean =>
    placeText(entry) !== '' && oneOfEachType.some((task) => canBeSameType(task, entry));
  return earlier.filter((entry) => answers(entry).length === 0 && isSyncedElsewhere(entry));
};
