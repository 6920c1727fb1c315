import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import { isFinished } from '../../model/tasks/taskStatus.js';
import { isSamePath, sessionPathParts } from '../files/paths.js';
import type { Mount, Mounts } from '../mounts/Mount.js';

/** The two ways to sync. */
export type TaskType = 'upload' | 'download';

/** One sync task, as the emulator keeps it. */
export interface SyncTask extends ContextStatusData {
  /** Counts up in its session. */
  readonly number: number;
  readonly taskType: TaskType;
}

/** The tasks of a session. */
export interface TaskList {
  readonly tasks: readonly SyncTask[];
  /** The number of the last task. */
  readonly lastTask: number;
}

/** How many finished tasks below mounts stay listed: file transfers make one for each file. */
const mostDetails = 500;

/** A task to be made. */
export interface TaskRequest extends Pick<Mount, 'contextId' | 'path'> {
  /** Where it is over at once: how. */
  readonly result?: Pick<SyncTask, 'status' | 'startTime' | 'finishTime'> | undefined;
}

/** A session with more tasks. Finished ones of their kind at their paths, or below, are not listed any more. */
export const addTasks = <S extends TaskList & Pick<Mounts, 'mounts'>>(
  session: S,
  taskType: TaskType,
  requests: readonly TaskRequest[],
): S => {
  const fresh = requests.map(({ contextId, path, result }, index): SyncTask => ({
    number: session.lastTask + 1 + index,
    contextId,
    path,
    taskType,
    ...(result ?? { status: 'Pending', startTime: 0, finishTime: 0 }),
    errorMessage: '',
  }));
  const mounted = new Set(session.mounts.map(({ path }) => keyOf(sessionPathParts(path))));
  const asked = new Set(requests.map(({ contextId, path }) => keyOf([contextId, ...sessionPathParts(path)])));
  const isDetail = ({ path }: SyncTask): boolean => !mounted.has(keyOf(sessionPathParts(path)));
  const isCovered = (task: SyncTask): boolean => {
    const parts = [task.contextId, ...sessionPathParts(task.path)];
    const covering = isDetail(task) ? parts.map((_, index) => parts.slice(0, index + 1)) : [parts];
    return task.taskType === taskType && covering.some((one) => asked.has(keyOf(one)));
  };
  const others = session.tasks.filter((task) => !(isFinished(task) && isCovered(task)));
  const details = others.filter((task) => isFinished(task) && isDetail(task));
  const tooMany = new Set(details.slice(0, -mostDetails));
  const tasks = [...others.filter((task) => !tooMany.has(task)), ...fresh];
  return { ...session, lastTask: session.lastTask + fresh.length, tasks };
};

const keyOf = (parts: readonly string[]): string => parts.join('/');

/** A session before all is synced: of the tasks of that kind, none that has finished stays listed. */
export const dropFinished = <S extends TaskList>(session: S, taskType: TaskType): S => ({
  ...session,
  tasks: session.tasks.filter((task) => task.taskType !== taskType || !isFinished(task)),
});

/** A session with something new about one of its tasks. */
export const updateTask = <S extends TaskList>(session: S, number: number, status: Partial<SyncTask>): S => ({
  ...session,
  tasks: session.tasks.map((task) => (task.number === number ? { ...task, ...status } : task)),
});

/** Which tasks to list; what is undefined does not narrow. */
export interface TaskFilter {
  readonly contextId: string | undefined;
  readonly path: string | undefined;
  readonly taskType: string | undefined;
}

/** Tasks as GetContextInfo lists them. */
export const listedTasks = (
  tasks: readonly SyncTask[],
  { contextId, path, taskType }: TaskFilter,
): readonly ContextStatusData[] =>
  tasks
    .filter((task) => contextId === undefined || task.contextId === contextId)
    .filter((task) => path === undefined || isSamePath(task.path, path))
    .filter((task) => taskType === undefined || task.taskType === taskType)
    .map(({ number: _number, ...data }) => data);
