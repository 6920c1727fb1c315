import type { ContextStatusData } from '../model/ContextStatusData.js';
import { hasFinished } from '../model/taskStatus.js';
import { poolOf } from './lookup.js';
import { isUntold } from './startOf.js';

type Task = ContextStatusData;
type Tasks = readonly ContextStatusData[];

/**
 * The tasks of a sync, with those that went from the list unfinished replaced by the last of the old entries that came
 * back in their place. A sync repeated within one second can end in an entry that looks like that of the sync before; but so does a
 * list that is late.
 */
export const endedAlike = (tasks: Tasks, fresh: Tasks, returned: Tasks): Tasks => {
  if (returned.length === 0) return tasks;
  const isListed = new Set(fresh);
  const pool = poolOf([...returned].sort((a, b) => b.startTime - a.startTime));
  const endOf = (task: Task): Task | undefined =>
    hasFinished(task) || isListed.has(task) ? undefined : pool.take(task, (entry) => mayEndAs(task, entry));
  const ended = tasks.map((task) => endOf(task) ?? task);
  return pool.left().length === returned.length ? tasks : ended;
};

const mayEndAs = (task: Task, entry: Task): boolean => isUntold(task) || task.startTime === entry.startTime;
