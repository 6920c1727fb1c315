import type { ContextStatusData } from '../model/ContextStatusData.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { copyOfHandle, copyOfTasks, type SyncHandle } from '../model/SyncHandle.js';
import { hasFailed, hasFinished } from '../model/taskStatus.js';
import type { SyncProgress, SyncSnapshot } from '../model/SyncSnapshot.js';
import type { SyncCourse } from './SyncCourse.js';

/** What a snapshot is made of. */
export type SnapshotFacts = Pick<SyncCourse, 'handle' | 'tasks' | 'polls' | 'elapsed' | 'warning' | 'end'> &
  Partial<Pick<SyncCourse, 'seen' | 'others'>>;

/** What users see of a course, in objects of its own: what they do to it changes no verdict. */
export const snapshotOf = (course: SnapshotFacts): SyncSnapshot => {
  const { handle, tasks, seen = tasks, others = [], polls, elapsed, warning, end } = course;
  const allSeen = others.length === 0 ? seen : [...seen, ...others];
  const facts = {
    requestId: handle.requestId,
    contextStatusData: copyOfTasks(tasks),
    progress: progressOf(tasks),
    polls,
    elapsed,
    handle: copyOfHandle(allSeen.length === 0 ? handle : { ...handle, seen: allSeen }),
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
export const endedAtStart = (state: 'failed' | 'unconfirmed', handle: SyncHandle, error: ContextError): SyncSnapshot =>
  snapshotOf({ handle, tasks: [], polls: 0, elapsed: 0, end: { state, error } });

/** How far tasks are, in numbers. */
export const progressOf = (tasks: readonly ContextStatusData[]): SyncProgress => ({
  total: tasks.length,
  finished: tasks.filter(hasFinished).length,
  failed: tasks.filter(hasFailed).length,
});
