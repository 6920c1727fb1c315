import { isFinished } from '../../model/tasks/taskStatus.js';
import type { SessionRecord } from '../sessions/SessionRecords.js';
import type { SyncTask } from '../sync/taskList.js';
import { most, type Part, type TaskRow } from './ConsoleState.js';

/** The tasks of sessions: those that are not over, then those that ended last. */
export const taskRows = (
  sessions: readonly SessionRecord[],
  isMeant: (sessionId: string, task: SyncTask) => boolean,
  nameOf: (contextId: string) => string,
): Part<TaskRow> => {
  const all = sessions.flatMap(({ sessionId, tasks }) =>
    tasks.filter((task) => isMeant(sessionId, task)).map((task) => ({ sessionId, task })),
  );
  // Those of one moment in the order that they were made in: nothing is to jump that does not change.
  const order = all.sort((one, other) => rankOf(other.task) - rankOf(one.task));
  const shown = order
    .slice(0, most.tasks)
    .map(({ sessionId, task: { number, contextId, path, taskType, status, startTime, finishTime, errorMessage } }) => ({
      sessionId,
      number,
      contextId,
      contextName: nameOf(contextId),
      path,
      taskType,
      status,
      startTime,
      finishTime,
      errorMessage,
    }));
  return { total: all.length, shown };
};

const rankOf = (task: SyncTask): number => (isFinished(task) ? task.finishTime : Number.MAX_SAFE_INTEGER);
