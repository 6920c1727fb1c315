import { map, of, scan, startWith, timer, type Observable } from 'rxjs';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import type { ContextSync } from '../../model/contexts/ContextSync.js';
import type { ContextError } from '../../model/errors/ContextError.js';
import { TaskFailed } from '../../model/errors/TaskFailed.js';
import type { InitialDownloads } from '../../model/sessions/SessionResult.js';
import type { SyncState } from '../../model/sync/SyncSnapshot.js';
import { normalPath, normalType } from '../../model/tasks/spelling.js';
import { keepOrder, keysOf } from '../../model/tasks/keepOrder.js';
import { newestCopies } from '../../model/tasks/SyncTask.js';
import { hasFailed, isFinished } from '../../model/tasks/taskStatus.js';
import type { PollPlan } from '../../model/options/PollPlan.js';
import { reconcileTasks } from '../sync/matching/reconcileTasks.js';
import { progressOf, stateOfError } from '../sync/snapshotOf.js';
import type { StatusReading } from '../sync/readings/StatusSource.js';
import type { ListTransport } from '../sync/SyncTransport.js';
import { sameKey } from '../sync/matching/taskKey.js';
import { beforePolls, type PollState } from '../polling/pollState.js';
import type { PollEnd, PollTarget } from '../polling/PollTarget.js';
import { pollUntil } from '../polling/pollUntil.js';
import { waitSnapshot } from '../polling/startAndPoll.js';

type Tasks = readonly ContextStatusData[];

interface Shown {
  readonly next: InitialDownloads;
  /** What its tasks are known by: what users do to it changes no order. */
  readonly rows: readonly string[];
}

/**
 * Polls the downloads that a new session begins with, until each is proved to have ended. `requestId` is that of the
 * request that made the session. The first snapshot comes at once.
 */
export const initialDownloads = (
  { list, ...times }: ListTransport,
  contextSyncs: readonly ContextSync[],
  requestId: string,
  plan: PollPlan,
): Observable<InitialDownloads> => {
  const tasksOf = (mount: ContextSync, tasks: Tasks): Tasks => tasks.filter((task) => isOf(mount, task, contextSyncs));
  const awaitedMounts = contextSyncs.filter(({ policy }) => policy?.downloadPolicy.autoDownload !== false);
  const missingFrom = (tasks: Tasks) => awaitedMounts.filter((mount) => tasksOf(mount, tasks).length === 0);

  const decisiveOf = (tasks: Tasks): Tasks => contextSyncs.flatMap((mount) => newestOf(tasksOf(mount, tasks)));
  const failureIn = (tasks: Tasks): ContextError | undefined => {
    const failed = decisiveOf(tasks).filter(hasFailed);
    return failed.length === 0 ? undefined : new TaskFailed({ tasks: failed, total: tasks.length });
  };
  const endOf = (tasks: Tasks): PollEnd | undefined => {
    if (missingFrom(tasks).length > 0 || !tasks.every(isFinished)) return undefined;
    const error = failureIn(tasks);
    return error === undefined ? {} : { error };
  };
  const target: PollTarget<Tasks, StatusReading> = {
    operation: 'create',
    read: list,
    first: [],
    // What was seen to end stays known, for lists forget, and some are late.
    take: (seen, { data }) => {
      const listed = data.filter((task) => contextSyncs.some((mount) => isOf(mount, task, contextSyncs)));
      return reconcileTasks(
        seen,
        listed.map((task) => endBefore(seen, listed, task) ?? task),
      );
    },
    endOf,
    failureIn,
  };
  const snapshot = (state: PollState<Tasks>, rows: readonly string[] = []): InitialDownloads =>
    waitSnapshot(requestId, state, ({ seen, end }) => ({
      state: stateOf(seen, end),
      // What users do to it changes no verdict.
      contextStatusData: keepOrder(rows, newestCopies(seen, end && decisiveOf(seen))),
      progress: progressOf(seen),
      missing: missingFrom(seen).map((mount) => ({ ...mount })),
    }));

  const atFirst = beforePolls(target);
  if (awaitedMounts.length === 0) return of(snapshot({ ...atFirst, end: {} }));
  const pace = { ...plan, ...times, deadline: timer(plan.timeout) };
  return pollUntil(target, pace).pipe(
    startWith(atFirst),
    scan<PollState<Tasks>, Shown, Pick<Shown, 'rows'>>(
      ({ rows }, state) => {
        const next = snapshot(state, rows);
        return { next, rows: keysOf(next.contextStatusData) };
      },
      { rows: [] },
    ),
    map(({ next }) => next),
  );
};

/** The end of a task, seen before, that a late list shows as it was until then; not where the list has it as well. */
const endBefore = (seen: Tasks, listed: Tasks, task: ContextStatusData): ContextStatusData | undefined => {
  const isEnd = (other: ContextStatusData): boolean =>
    isFinished(other) && sameKey(other, task) && other.startTime === task.startTime;
  return isFinished(task) || task.startTime === 0 || listed.some(isEnd) ? undefined : seen.find(isEnd);
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

const isToBegin = (task: ContextStatusData): boolean => task.startTime === 0 && !isFinished(task);

const since = (time: number, other: number): number => (time === 0 || other === 0 ? 0 : other - time);

const stateOf = (tasks: Tasks, end: PollEnd | undefined): SyncState => {
  if (end === undefined) return tasks.length === 0 ? 'pending' : 'running';
  if (end.error === undefined) return 'succeeded';
  return stateOfError(end.error);
};

/**
 * Whether a task is the first download of a mount. Of a new session every task of its contexts is one, whatever its type
 * (docs/protocol.md, section 6.2), but for uploads: those were begun since. The path tells mounts of one context apart.
 */
const isOf = (mount: ContextSync, task: ContextStatusData, mounts: readonly ContextSync[]): boolean =>
  task.contextId === mount.contextId &&
  normalType(task.taskType) !== 'upload' &&
  (task.path === '' ||
    normalPath(task.path) === normalPath(mount.path) ||
    mounts.filter(({ contextId }) => contextId === mount.contextId).length === 1);
