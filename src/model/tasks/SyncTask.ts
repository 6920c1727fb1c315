import type { ContextStatusData } from './ContextStatusData.js';
import { isNewer } from './isNewer.js';
import { normalPath, normalType } from './spelling.js';

type Tasks = readonly ContextStatusData[];

/** A task, for a page that shows a row for each. */
export interface SyncTask extends ContextStatusData {
  /**
   * Tells the rows of a list apart, and finds them again: the same for the same context, path and type in each snapshot of a sync, and
   * of later syncs. Where a list has several of them it is that of the newest; that of an older one tells its start, too.
   *
   * It is no enumerable property: JSON and copies (`{ ...task }`) do not have it.
   */
  readonly key: string;
}

/** Tasks in objects of their own, each with its key. */
export const keyedCopies = (tasks: Tasks): readonly SyncTask[] => {
  const newest = newestAt(tasks);
  if (newest.size === tasks.length) return tasks.map(newestCopy);
  const older = new Map<string, number>();
  return tasks.map((task, index) => {
    if (newest.get(placeOf(task)) === index) return newestCopy(task);
    const start = `${placeOf(task)} ${task.startTime}`;
    const count = (older.get(start) ?? 0) + 1;
    older.set(start, count);
    return copyOf(task, count === 1 ? start : `${start} ${count}`);
  });
};

/**
 * The same of the newest task of each context, path and type alone, or of one that decided how all ended: a list must not seem to
 * say something else. What a task leaves blank could be anything.
 */
export const newestCopies = (tasks: Tasks, decisive: Tasks = []): readonly SyncTask[] => {
  const newest = newestAt(tasks, new Set(decisive));
  if (newest.size === tasks.length) return tasks.map(newestCopy);
  const isWhole = ({ contextId, path, taskType }: ContextStatusData): boolean =>
    [contextId, path, taskType].every((text) => text.trim() !== '');
  return keyedCopies(tasks.filter((task, index) => !isWhole(task) || newest.get(placeOf(task)) === index));
};

/** Where the newest task of each context, path and type stands, of those that come first if there are such; of several the last. */
const newestAt = (tasks: Tasks, first?: ReadonlySet<ContextStatusData>): ReadonlyMap<string, number> => {
  const newest = new Map<string, number>();
  const isBetter = (task: ContextStatusData, other: ContextStatusData): boolean =>
    first?.has(task) === first?.has(other) ? isNewer(task, other) : first?.has(task) === true;
  tasks.forEach((task, index) => {
    const best = tasks[newest.get(placeOf(task)) ?? -1];
    if (best === undefined || !isBetter(best, task)) newest.set(placeOf(task), index);
  });
  return newest;
};

// In this order it costs a third of what it costs to add the key to a copy: lists can be long.
const copyOf = (task: ContextStatusData, key: string): SyncTask =>
  Object.assign(Object.defineProperty({}, 'key', { value: key }) as Pick<SyncTask, 'key'>, task);

const newestCopy = (task: ContextStatusData): SyncTask => copyOf(task, placeOf(task));

// An entry that did not change is the same object at each poll.
const places = new WeakMap<ContextStatusData, string>();

const placeOf = (task: ContextStatusData): string => {
  const known = places.get(task);
  if (known !== undefined) return known;
  const place = JSON.stringify([normalType(task.taskType), task.contextId.trim(), normalPath(task.path)]);
  places.set(task, place);
  return place;
};
