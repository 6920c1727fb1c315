import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { isFinished } from '../../../model/tasks/taskStatus.js';

type Task = ContextStatusData;

/**
 * Whether a task's start is yet to be told. What waits may be listed with the time at which it was asked for
 * (docs/protocol.md, section 7: `Pending`).
 */
export const isUntold = (task: Task): boolean =>
  !isFinished(task) && (task.startTime === 0 || task.status.toLowerCase() === 'pending');

/** Whether a start is told a little earlier than it was before: some services round it anew when a task ends. */
export const wentBack = (before: Task, now: Task): boolean =>
  now.startTime < before.startTime && now.startTime >= before.startTime - 1;
