import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { canBeSameKey, canBeSameType, placeText, wholeText } from './taskKey.js';

type Task = ContextStatusData;
type Tasks = readonly Task[];

/** Finds the tasks that surely are about the context and path of an entry, without looking at all others: lists can be long. */
export const byPlace = (tasks: Tasks): ((entry: Task) => Tasks) => {
  const places = grouped(tasks, placeText);
  return (entry) => {
    const place = placeText(entry);
    return (place === '' ? undefined : places.get(place)) ?? [];
  };
};

/** The same, of those that may be about the same direction. */
export const byKey = (tasks: Tasks): ((entry: Task) => Tasks) => {
  const at = byPlace(tasks);
  return (entry) => at(entry).filter((task) => canBeSameType(task, entry));
};

/** Tasks to be paired off with others, in their order. */
export interface Pool {
  /** The first task that can be about the same as an entry, and fits. */
  readonly find: (entry: Task, fits: (task: Task) => boolean) => Task | undefined;
  /** The same; it is in the pool no more. */
  readonly take: (entry: Task, fits: (task: Task) => boolean) => Task | undefined;
  /** Those that were not taken. */
  readonly left: () => Tasks;
}

/** The index of what is not found: beyond all others. */
const none = Infinity;

export const poolOf = (tasks: Tasks): Pool => {
  // So it is at most polls of most syncs.
  if (tasks.length === 0) return emptyPool;
  const left = new Map(tasks.map((task, index) => [index, task]));
  const groups = grouped([...left.keys()], (index) => wholeText(tasks[index] as Task));
  const blank = groups.get('') ?? [];
  const indexOf = (entry: Task, fits: (task: Task) => boolean): number => {
    const isCandidate = (index: number): boolean => {
      const task = left.get(index);
      return task !== undefined && canBeSameKey(task, entry) && fits(task);
    };
    const key = wholeText(entry);
    if (key === '') return [...left.keys()].find(isCandidate) ?? none;
    return Math.min(groups.get(key)?.find(isCandidate) ?? none, blank.find(isCandidate) ?? none);
  };
  const find: Pool['find'] = (entry, fits) => left.get(indexOf(entry, fits));
  const take: Pool['take'] = (entry, fits) => {
    const index = indexOf(entry, fits);
    const task = left.get(index);
    left.delete(index);
    return task;
  };
  return { find, take, left: () => [...left.values()] };
};

const emptyPool: Pool = { find: () => undefined, take: () => undefined, left: () => [] };

const grouped = <T>(items: readonly T[], textOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const text = textOf(item);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [item]);
    else group.push(item);
  }
  return groups;
};
