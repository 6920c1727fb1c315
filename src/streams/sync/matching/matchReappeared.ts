import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { isFinished } from '../../../model/tasks/taskStatus.js';
import { poolOf } from './lookup.js';
import { isUntold } from './taskStart.js';

type Task = ContextStatusData;
type Tasks = readonly ContextStatusData[];

/**
 * The tasks of a sync, with those that went from the list unfinished replaced by the last of the old entries that came
 * back in their place; undefined where none did. A sync repeated within one second can end in an entry that looks like that of
 * the sync before; but so does a list that is late.
 */
export const matchReappeared = (tasks: Tasks, fresh: Tasks, reappeared: Tasks): Tasks | undefined => {
  if (reappeared.length === 0) return undefined;
  const isListed = new Set(fresh);
  const pool = poolOf([...reappeared].sort((a, b) => b.startTime - a.startTime));
  const endOf = (task: Task): Task | undefined =>
    isFinished(task) || isListed.has(task) ? undefined : pool.take(task, (entry) => mayEndAs(task, entry));
  const matched = tasks.map((task) => endOf(task) ?? task);
  return pool.left().length < reappeared.length ? matched : undefined;
};

const mayEndAs = (task: Task, entry: Task): boolean => isUntold(task) || task.startTime === entry.startTime;
