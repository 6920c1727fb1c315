import type { ContextStatusData } from './ContextStatusData.js';
import { hasFailed, isFinished } from './taskStatus.js';

type Task = ContextStatusData;

/**
 * Whether a task is newer than another of the same context, path and type, as far as a list tells: what waits than what began, and
 * what goes on than what ended in the second in which it began. Of two that nothing tells apart the failed one: nothing says that
 * it was done again.
 */
export const isNewer = (task: Task, other: Task): boolean => {
  const others = age(other);
  return age(task).reduce((order, value, index) => order || value - (others[index] as number), 0) > 0;
};

const age = (task: Task): readonly number[] => [
  beganAt(task),
  Number(!isFinished(task)),
  task.finishTime,
  Number(hasFailed(task)),
];

const beganAt = (task: Task): number => {
  if (task.startTime !== 0) return task.startTime;
  return isFinished(task) ? -Infinity : Infinity;
};
