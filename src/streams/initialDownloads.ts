import { map, of, startWith, type Observable } from 'rxjs';
import type { ContextStatusData } from '../model/ContextStatusData.js';
import type { ContextSync } from '../model/ContextSync.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { TaskFailed } from '../model/errors/TaskFailed.js';
import { copyOfTasks } from '../model/SyncHandle.js';
import type { InitialDownloads } from '../model/InitialDownloads.js';
import type { SyncState } from '../model/SyncSnapshot.js';
import { hasFailed, hasFinished } from '../model/taskStatus.js';
import type { WaitPlan } from '../model/WaitPlan.js';
import { carryOver } from './carryOver.js';
import { progressOf } from './snapshotOf.js';
import type { StatusReading } from './SyncTransport.js';
import { normalPath, normalType, sameKey } from './taskKey.js';
import { waiting, type Awaited, type Wait, type WaitEnd } from './waiting.js';
import { waitSnapshot } from './waitSnapshot.js';

type Tasks = readonly ContextStatusData[];

/**
 * Polls the downloads that a new session begins with, until each is proved to have ended. `requestId` is that of the
 * request that made the session. The first snapshot comes at once.
 */
export const initialDownloads = (
  readStatus: (requestTimeout: number) => Observable<StatusReading>,
  contextSyncs: readonly ContextSync[],
  requestId: string,
  plan: WaitPlan,
): Observable<InitialDownloads> => {
  const tasksOf = (mount: ContextSync, tasks: Tasks): Tasks => tasks.filter((task) => isOf(mount, task, contextSyncs));
  const awaitedMounts = contextSyncs.filter(({ policy }) => policy?.downloadPolicy.autoDownload !== false);
  const missingFrom = (tasks: Tasks) => awaitedMounts.filter((mount) => tasksOf(mount, tasks).length === 0);

  const failureIn = (tasks: Tasks): ContextError | undefined => {
    const failed = contextSyncs.flatMap((mount) => newestOf(tasksOf(mount, tasks))).filter(hasFailed);
    return failed.length === 0 ? undefined : new TaskFailed({ tasks: failed, total: tasks.length });
  };
  const endOf = (tasks: Tasks): WaitEnd | undefined => {
    if (missingFrom(tasks).length > 0 || !tasks.every(hasFinished)) return undefined;
    const error = failureIn(tasks);
    return error === undefined ? {} : { error };
  };
  const awaited: Awaited<Tasks, StatusReading> = {
    operation: 'create',
    read: readStatus,
    first: [],
    // What was seen to end stays known, for lists forget, and some are late.
    take: (seen, { data }) => {
      const listed = data.filter((task) => contextSyncs.some((mount) => isOf(mount, task, contextSyncs)));
      return carryOver(
        seen,
        listed.map((task) => endBefore(seen, listed, task) ?? task),
      );
    },
    endOf,
    failureIn,
  };
  const snapshot = (wait: Wait<Tasks>): InitialDownloads =>
    waitSnapshot(requestId, wait, ({ seen, end }) => ({
      state: stateOf(seen, end),
      // What users do to it changes no verdict.
      contextStatusData: copyOfTasks(seen),
      progress: progressOf(seen),
      missing: missingFrom(seen).map((mount) => ({ ...mount })),
    }));

  const atFirst = { seen: [], polls: 0, elapsed: 0 };
  if (awaitedMounts.length === 0) return of(snapshot({ ...atFirst, end: {} }));
  return waiting(awaited, plan).pipe(startWith(atFirst), map(snapshot));
};

/** The end of a task, seen before, that a late list shows as it was until then; not where the list has it as well. */
const endBefore = (seen: Tasks, listed: Tasks, task: ContextStatusData): ContextStatusData | undefined => {
  const isEnd = (other: ContextStatusData): boolean =>
    hasFinished(other) && sameKey(other, task) && other.startTime === task.startTime;
  return hasFinished(task) || task.startTime === 0 || listed.some(isEnd) ? undefined : seen.find(isEnd);
};

/** Of several tasks of one mount the newest, which counts. */
const newestOf = (tasks: Tasks): Tasks =>
  tasks.length === 0 ? [] : [tasks.reduce((newest, task) => (age(task, newest) > 0 ? newest : task))];

/**
 * Above 0 where a task is older than another: one that is to begin is the newest, and times tell as far as they are known. Of
 * those that cannot be told apart one that failed counts, for nothing proves that it was done again.
 */
const age = (task: ContextStatusData, other: ContextStatusData): number =>
  Number(isToBegin(other)) - Number(isToBegin(task)) ||
  since(task.startTime, other.startTime) ||
  since(task.finishTime, other.finishTime) ||
  Number(hasFailed(other)) - Number(hasFailed(task));

const isToBegin = (task: ContextStatusData): boolean => task.startTime === 0 && !hasFinished(task);

const since = (time: number, other: number): number => (time === 0 || other === 0 ? 0 : other - time);

const stateOf = (tasks: Tasks, end: WaitEnd | undefined): SyncState => {
  if (end === undefined) return tasks.length === 0 ? 'pending' : 'running';
  if (end.error === undefined) return 'succeeded';
  return end.error._tag === 'TaskFailed' ? 'failed' : 'unconfirmed';
};

/**
 * Whether a task is the first download of a mount. Of a new session every task of its contexts is one, whatever its type
 * (wire-protocol.md, section 6.2), but for uploads: those were begun since. The path tells mounts of one context apart.
 */
const isOf = (mount: ContextSync, task: ContextStatusData, mounts: readonly ContextSync[]): boolean =>
  task.contextId === mount.contextId &&
  normalType(task.taskType) !== 'upload' &&
  (task.path === '' ||
    normalPath(task.path) === normalPath(mount.path) ||
    mounts.filter(({ contextId }) => contextId === mount.contextId).length === 1);
