import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import { isTerminal } from '../../model/tasks/taskStatus.js';
import { resolvePath } from '../files/resolvePath.js';
import { mountPolicy, type MountPolicy } from '../mounts/mountPolicy.js';
import { isSamePath, sessionPathParts } from '../files/paths.js';
import type { SyncTask, TaskType } from '../sync/SyncTask.js';

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
export interface SessionRecord {
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
  /** The context that the service made for file transfers with it, if any. */
  readonly internal?: string | undefined;
  readonly tasks: readonly SyncTask[];
  /** The number of the last task. */
  readonly lastTask: number;
  /** Where it is being deleted: the number of the last task before. */
  readonly lastBeforeRelease?: number | undefined;
}

/** How many finished tasks below mounts stay listed: file transfers make one for each file. */
const mostDetails = 500;

/** A task to be made. */
export interface TaskRequest extends Pick<Mount, 'contextId' | 'path'> {
  /** Where it is over at once: how. */
  readonly result?: Pick<SyncTask, 'status' | 'startTime' | 'finishTime'> | undefined;
}

/** A session with more tasks. Finished ones of their kind at their paths, or below, are not listed any more. */
export const addTasks = (state: SessionRecord, taskType: TaskType, requests: readonly TaskRequest[]): SessionRecord => {
  const fresh = requests.map(({ contextId, path, result }, index): SyncTask => ({
    number: state.lastTask + 1 + index,
    contextId,
    path,
    taskType,
    ...(result ?? { status: 'Pending', startTime: 0, finishTime: 0 }),
    errorMessage: '',
  }));
  const mounted = new Set(state.mounts.map(({ path }) => keyOf(sessionPathParts(path))));
  const asked = new Set(requests.map(({ contextId, path }) => keyOf([contextId, ...sessionPathParts(path)])));
  const isDetail = ({ path }: SyncTask): boolean => !mounted.has(keyOf(sessionPathParts(path)));
  const isCovered = (task: SyncTask): boolean => {
    const parts = [task.contextId, ...sessionPathParts(task.path)];
    const covering = isDetail(task) ? parts.map((_, index) => parts.slice(0, index + 1)) : [parts];
    return task.taskType === taskType && covering.some((one) => asked.has(keyOf(one)));
  };
  const others = state.tasks.filter((task) => !(isTerminal(task) && isCovered(task)));
  const details = others.filter((task) => isTerminal(task) && isDetail(task));
  const tooMany = new Set(details.slice(0, -mostDetails));
  const tasks = [...others.filter((task) => !tooMany.has(task)), ...fresh];
  return { ...state, lastTask: state.lastTask + fresh.length, tasks };
};

const keyOf = (parts: readonly string[]): string => parts.join('/');

/** The tasks of a session before all is synced: of that kind, none that has finished stays listed. */
export const dropFinished = (state: SessionRecord, taskType: TaskType): SessionRecord => ({
  ...state,
  tasks: state.tasks.filter((task) => task.taskType !== taskType || !isTerminal(task)),
});

/** A session with something new about one of its tasks. */
export const updateTask = (state: SessionRecord, number: number, status: Partial<SyncTask>): SessionRecord => ({
  ...state,
  tasks: state.tasks.map((task) => (task.number === number ? { ...task, ...status } : task)),
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

/** The policy of a mount. */
export const policyOf = ({ policy, path }: Mount): MountPolicy => mountPolicy(policy, path);

/** The folder below a session's root where the files of a mount lie. */
export const sessionDirOf = (root: string, { path }: Pick<Mount, 'path'>): string => resolvePath(root, path);

/**
 * The path by which a context keeps the files of a mount: the one that they had in a session first. They are seen at that path
 * again, and elsewhere only where a mapping says which path it was.
 */
export const pathInContext = (mount: Mount): string => policyOf(mount).mappingPath ?? mount.path;

/** The folder below that of a context where it keeps the files of a mount. */
export const contextDirOf = (contextFolder: string, mount: Mount): string =>
  resolvePath(contextFolder, pathInContext(mount));
