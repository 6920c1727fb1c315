import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { isTerminal } from '../../../model/tasks/taskStatus.js';
import { canBeSameKey } from './taskKey.js';

type Task = ContextStatusData;
type Tasks = readonly ContextStatusData[];

/**
 * The tasks of a sync, with those that went from the list unfinished replaced by the last of the old entries that came
 * back in their place. A sync repeated within one second can end in an entry that looks like that of the sync before; but so does a
 * list that is late.
 */
export const matchReappeared = (tasks: Tasks, fresh: Tasks, returned: Tasks): Tasks => {
  const left = [...returned].sort((a, b) => b.startTime - a.startTime);
  const ended = tasks.map((task) => {
    const index = isTerminal(task) || fresh.includes(task) ? -1 : left.findIndex((entry) => mayEndAs(task, entry));
    return (index < 0 ? undefined : left.splice(index, 1)[0]) ?? task;
  });
  return left.length === returned.length ? tasks : ended;
};

const mayEndAs = (task: Task, entry: Task): boolean =>
  canBeSameKey(entry, task) && (task.startTime === 0 || task.startTime === entry.startTime);
