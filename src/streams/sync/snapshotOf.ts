import type { ContextError } from '../../model/errors/ContextError.js';
import { withHistory } from '../../model/errors/withHistory.js';
import { copyOfHandle, type SyncHandle } from '../../model/sync/SyncHandle.js';
import type { SyncError, SyncNotSucceeded, SyncProgress, SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import { keepOrder } from '../../model/tasks/keepOrder.js';
import { newestCopies, type SyncTask } from '../../model/tasks/SyncTask.js';
import { hasFailed, isFinished } from '../../model/tasks/taskStatus.js';
import type { PollState } from '../polling/pollState.js';
import { nextStep } from './nextStep.js';
import { failedIn } from './matching/judge.js';
import type { SyncCourse } from './matching/SyncCourse.js';

type Tasks = readonly ContextStatusData[];

/** What users see of a sync, in objects of its own: what they do to it changes no verdict. `rows` are the keys of the tasks shown before. */
export const snapshotOf = (
  { seen: course, polls, elapsed, warning, answers, lastDelay, end }: PollState<SyncCourse>,
  lastSnapshot: SyncSnapshot | undefined,
  rows: readonly string[] = [],
): SyncSnapshot => {
  const { handle, tasks, seen, others } = course;
  const decisive = end?.error?._tag === 'TaskFailed' ? failedIn(course) : [];
  const shown = keepOrder(rows, newestCopies(tasks, decisive));
  const facts = { ...factsOf(handle, tasks, [...seen, ...others], shown), polls, elapsed };
  if (end === undefined) {
    const state = tasks.length === 0 ? 'pending' : 'running';
    return { state, done: false, success: false, ...facts, errorMessage: '', ...(warning && { warning }) };
  }
  if (end.error === undefined) return { state: 'succeeded', done: true, success: true, ...facts, errorMessage: '' };
  const state = stateOfError(end.error);
  const history = { lastSnapshot, answers, lastDelay };
  const error = withHistory(end.error, history, nextStep(state, end.error, handle));
  return { state, done: true, success: false, ...facts, errorMessage: error.message, error };
};

/** A sync that is about to be triggered, or of which nobody knows whether it was: `warning` says what went wrong so far. */
export const pendingSnapshot = (handle: SyncHandle, warning: ContextError): SyncSnapshot => ({
  state: 'pending',
  done: false,
  success: false,
  ...factsBeforePolls(handle),
  errorMessage: '',
  warning,
});

/** The only end of a sync that was not started: `failed` where surely nothing was triggered, `unconfirmed` where nobody knows. */
export const rejectedSnapshot = (
  state: 'failed' | 'unconfirmed',
  handle: SyncHandle,
  error: SyncError,
): SyncNotSucceeded => ({
  state,
  done: true,
  success: false,
  ...factsBeforePolls(handle),
  errorMessage: error.message,
  error,
});

/** What it means that tasks ended with an error: only one of the service's own says that they failed. */
export const stateOfError = ({ _tag }: ContextError): 'failed' | 'unconfirmed' =>
  _tag === 'TaskFailed' ? 'failed' : 'unconfirmed';

/** How far tasks are, in numbers. */
export const progressOf = (tasks: Tasks): SyncProgress => {
  let finished = 0;
  let failed = 0;
  for (const task of tasks) {
    if (isFinished(task)) finished += 1;
    if (hasFailed(task)) failed += 1;
  }
  return { total: tasks.length, finished, failed };
};

const factsBeforePolls = (handle: SyncHandle) => ({ ...factsOf(handle, [], []), polls: 0, elapsed: 0 });

const factsOf = (handle: SyncHandle, tasks: Tasks, seen: Tasks, shown: readonly SyncTask[] = []) => ({
  requestId: handle.requestId,
  contextStatusData: shown,
  progress: progressOf(tasks),
  handle: copyOfHandle(seen.length === 0 ? handle : { ...handle, seen }),
});
