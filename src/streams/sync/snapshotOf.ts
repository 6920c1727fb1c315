import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import type { ContextError } from '../../model/errors/ContextError.js';
import { copyOfTasks, type SyncHandle } from '../../model/sync/SyncHandle.js';
import { hasFailed, isTerminal } from '../../model/tasks/taskStatus.js';
import type { SyncProgress, SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import type { SyncCourse } from './matching/SyncCourse.js';

/** What a snapshot is made of. */
export type SnapshotFacts = Pick<SyncCourse, 'handle' | 'tasks' | 'polls' | 'elapsed' | 'warning' | 'end'> &
  Partial<Pick<SyncCourse, 'shownHandle' | 'seen'>>;

/** What users see of a course, in objects of its own: what they do to it changes no verdict. */
export const snapshotOf = (course: SnapshotFacts): SyncSnapshot => {
  const { handle, shownHandle = handle, tasks, seen = tasks, polls, elapsed, warning, end } = course;
  const { requestId, accepted } = handle;
  const contextStatusData = copyOfTasks(tasks);
  const facts = {
    requestId,
    contextStatusData,
    progress: progressOf(tasks),
    polls,
    elapsed,
    handle: {
      ...shownHandle,
      accepted,
      ...(seen.length > 0 && { seen: seen === tasks ? contextStatusData : copyOfTasks(seen) }),
    },
  };
  if (end === undefined) {
    const state = tasks.length === 0 ? 'pending' : 'running';
    return { state, done: false, success: false, ...facts, errorMessage: '', ...(warning && { warning }) };
  }
  return end.state === 'succeeded'
    ? { state: end.state, done: true, success: true, ...facts, errorMessage: '' }
    : { state: end.state, done: true, success: false, ...facts, errorMessage: end.error.message, error: end.error };
};

/** A sync that is about to be triggered, or of which nobody knows whether it was: `warning` says what went wrong so far. */
export const pendingSnapshot = (handle: SyncHandle, warning: ContextError): SyncSnapshot =>
  snapshotOf({ handle, tasks: [], polls: 0, elapsed: 0, warning });

/** The only end of a sync that was not started: `failed` where surely nothing was triggered, `unconfirmed` where nobody knows. */
export const rejectedSnapshot = (
  state: 'failed' | 'unconfirmed',
  handle: SyncHandle,
  error: ContextError,
): SyncSnapshot => snapshotOf({ handle, tasks: [], polls: 0, elapsed: 0, end: { state, error } });

/** How far tasks are, in numbers. */
export const progressOf = (tasks: readonly ContextStatusData[]): SyncProgress => ({
  total: tasks.length,
  finished: tasks.filter(isTerminal).length,
  failed: tasks.filter(hasFailed).length,
});
