import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { isTerminal } from '../../../model/tasks/taskStatus.js';
import { canBeSameKey } from './taskKey.js';

type Task = ContextStatusData;
type Tasks = readonly ContextStatusData[];

/**
 * The tasks of a sync, with those that went from the list unfinished replaced by the last of the old entries that came
 * back in their place; undefined where none did. A sync repeated within one second can end in an entry that looks like that of
 * the sync before; but so does a list that is late.
 */
export const matchReappeared = (tasks: Tasks, fresh: Tasks, reappeared: Tasks): Tasks | undefined => {
  const left = [...reappeared].sort((a, b) => b.startTime - a.startTime);
  const endOf = (task: Task): Task | undefined => {
    const index = left.findIndex((entry) => mayEndAs(task, entry));
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const isOpen = (task: Task): boolean => !isTerminal(task) && !fresh.includes(task);
  const matched = tasks.map((task) => (isOpen(task) ? endOf(task) : undefined) ?? task);
  return left.length < reappeared.length ? matched : undefined;
};

const mayEndAs = (task: Task, entry: Task): boolean =>
  canBeSameKey(entry, task) && (task.startTime === 0 || task.startTime === entry.startTime);
