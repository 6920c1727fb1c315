import type { ContextStatusData } from '../model/ContextStatusData.js';
import { hasFinished } from '../model/taskStatus.js';
import { inside } from './inside.js';
import { mountPolicy, type MountPolicy } from './mountPolicy.js';
import type { SyncTask, TaskType } from './SyncTask.js';

/** A context that is mounted in a session, as the emulator keeps it. */
export interface Mount {
  readonly contextId: string;
  readonly path: string;
  /** As it was sent; undefined where none was. */
  readonly policy: string | undefined;
  readonly bindTime: string;
  /** The number of its first download, where it came to a session that ran: until that is over it is not listed. */
  readonly firstTask?: number | undefined;
}

/** What of a session survives a restart. */
export interface SessionState {
  /** Counts up: lists are in this order. */
  readonly number: number;
  readonly sessionId: string;
  readonly owner: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** In seconds; undefined = it may rest for ever. */
  readonly idleTimeout: number | undefined;
  readonly status: 'RUNNING' | 'DELETING';
  readonly mounts: readonly Mount[];
  readonly tasks: readonly SyncTask[];
}

/** The number of the next task of a session. */
export const nextTask = ({ tasks }: SessionState): number => Math.max(0, ...tasks.map((task) => task.number)) + 1;

/** The tasks of a session with one more. Of finished tasks only the last one of its kind stays listed. */
export const withTask = (
  state: SessionState,
  { contextId, path }: Pick<Mount, 'contextId' | 'path'>,
  taskType: TaskType,
  status: Partial<SyncTask> = {},
): SessionState => {
  const task: SyncTask = {
    number: nextTask(state),
    contextId,
    path,
    taskType,
    status: 'Pending',
    errorMessage: '',
    startTime: 0,
    finishTime: 0,
    ...status,
  };
  const isReplaced = (other: SyncTask): boolean =>
    hasFinished(other) && other.contextId === contextId && other.path === path && other.taskType === taskType;
  return { ...state, tasks: [...state.tasks.filter((other) => !isReplaced(other)), task] };
};

/** A session with something new about one of its tasks. */
export const withTaskStatus = (state: SessionState, number: number, status: Partial<SyncTask>): SessionState => ({
  ...state,
  tasks: state.tasks.map((task) => (task.number === number ? { ...task, ...status } : task)),
});

/** Which tasks to list; what is undefined does not narrow. */
export interface TaskFilter {
  readonly contextId: string | undefined;
  readonly path: string | undefined;
  readonly taskType: string | undefined;
}

/** Tasks as GetContextInfo lists them; `placeOf` tells which paths are the same. */
export const listedTasks = (
  tasks: readonly SyncTask[],
  { contextId, path, taskType }: TaskFilter,
  placeOf: (path: string) => string,
): readonly ContextStatusData[] =>
  tasks
    .filter((task) => contextId === undefined || task.contextId === contextId)
    .filter((task) => path === undefined || placeOf(task.path) === placeOf(path))
    .filter((task) => taskType === undefined || task.taskType === taskType)
    .map(({ number: _number, ...data }) => data);

/** The policy of a mount. */
export const policyOf = ({ policy, path }: Mount): MountPolicy => mountPolicy(policy, path);

/** The folder below a session's root where the files of a mount lie. */
export const mountFolder = (root: string, { path }: Pick<Mount, 'path'>): string => inside(root, path);

/**
 * The folder below that of a context where it keeps the files of a mount. A context keeps files by the paths that they had in
 * a session: they are seen at that path again, and elsewhere only where a mapping says which path it was.
 */
export const keptFolder = (contextFolder: string, mount: Mount): string =>
  inside(contextFolder, policyOf(mount).mappingPath ?? mount.path);
