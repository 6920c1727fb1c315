import type { ContextStatusData } from './ContextStatusData.js';
import { hasFailed, isFinished } from './taskStatus.js';

type Task = ContextStatusData;

/**
 * Whether a task is newer than another of the same context, path and type, as far as a list tells: what waits than what began, and
 * what goes on than what ended in the second in which it began. Of two that nothing tells apart the failed one: nothing says that
 * it was done again.
 */
export const isNewer = (task: Task, other: Task): boolean => {
  const [own, others] = [age(task), age(other)];
  const index = own.findIndex((value, position) => value !== others[position]);
  return index >= 0 && (own[index] as number) > (others[index] as number);
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
