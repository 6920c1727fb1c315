import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import type { SyncHandle } from '../../../model/sync/SyncHandle.js';
import { hasFailed, isTerminal, hasSucceeded } from '../../../model/tasks/taskStatus.js';
import { canBeSameKey, entryText, sameKey, samePlace } from './taskKey.js';

type Task = ContextStatusData;
type Tasks = readonly ContextStatusData[];

/**
 * The entries that are not those that the baseline showed finished, unchanged. An entry that stands in the list more often
 * than in the baseline counts as new as many times: a repeated sync may look the same to the second.
 */
export const diffBaseline = (baseline: Tasks, list: Tasks): Tasks => {
  const old = new Map<string, number>();
  for (const task of baseline.filter(isTerminal)) {
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
  const left = [...missing.filter(isTerminal), ...missing.filter((old) => !isTerminal(old))];
  const origins = new Map<Task, Task>();
  const pairOff = (candidates: Tasks, mayBecome: (old: Task, task: Task) => boolean): void => {
    for (const task of candidates) {
      const index = left.findIndex((old) => canBeSameKey(old, task) && mayBecome(old, task));
      const [old] = index < 0 ? [] : left.splice(index, 1);
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
  !isTerminal(old) || old.status.toLowerCase() === task.status.toLowerCase();

const beganAt = ({ startTime }: Task): number => (startTime === 0 ? Infinity : startTime);

// A task may tell its start a second earlier at its end, or not at all.
const hasGoneOnAs = (old: Task, task: Task): boolean =>
  (old.startTime === 0 && task.startTime === 0) ||
  (!isTerminal(old) &&
    (old.startTime === 0 || old.startTime === task.startTime + 1 || (task.startTime === 0 && isTerminal(task))));

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
  const isSuperseded = (task: Task): boolean => {
    const origin = origins.get(task);
    if (origin === undefined || isTerminal(origin)) return false;
    return tasks.some((other) => !origins.has(other) && samePlace(other, task) && beganAt(other) >= origin.startTime);
  };
  const superseded = new Set(tasks.filter(isSuperseded));
  return superseded.size === 0 ? tasks : tasks.filter((task) => !superseded.has(task));
};

/**
 * Whether a failure could hide among old entries: a sync that fails again within the same second leaves an entry that looks
 * unchanged. So it is where the last task of a context is a failed one.
 */
export const isAmbiguous = (old: Tasks, list: Tasks): boolean =>
  old.some((task) => hasFailed(task) && !list.some((later) => hasSucceeded(later) && isLater(later, task)));

/** Whether a task is about the same as another one, and began later. */
export const isLater = (later: Task, task: Task): boolean => sameKey(later, task) && later.startTime > task.startTime;

/**
 * The earlier entries whose context this sync should be about too, and which it has no task of its own for: it syncs others
 * in the same direction, so theirs may only be late.
 */
export const missingTasks = (earlier: Tasks, own: Tasks): Tasks =>
  earlier.filter(
    (entry) =>
      !own.some((task) => sameKey(task, entry)) && own.some((task) => sameKey({ ...task, ...placeOf(entry) }, entry)),
  );

const placeOf = ({ contextId, path }: Task) => ({ contextId, path });
