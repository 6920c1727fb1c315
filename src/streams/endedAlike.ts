import type { ContextStatusData } from '../model/ContextStatusData.js';
import { hasFinished } from '../model/taskStatus.js';
import { sameKey } from './baseline.js';

type Tasks = readonly ContextStatusData[];

/**
 * The tasks of a sync, with those that went from the list unfinished replaced by an old entry that they may have ended as.
 * A sync repeated within one second can end in an entry that looks like that of the sync before; but so does a list that
 * is late.
 */
export const endedAlike = (tasks: Tasks, fresh: Tasks, old: Tasks): Tasks => {
  const left = [...old];
  const ended = tasks.map((task) => {
    if (hasFinished(task) || fresh.includes(task)) return task;
    const index = left.findIndex(
      (other) => sameKey(other, task) && (task.startTime === 0 || task.startTime === other.startTime),
    );
    return (index < 0 ? undefined : left.splice(index, 1)[0]) ?? task;
  });
  return left.length === old.length ? tasks : ended;
};
