import type { ContextStatusData } from '../model/ContextStatusData.js';
import { hasFailed, hasFinished } from '../model/taskStatus.js';
import type { SyncProgress, SyncSnapshot } from '../model/SyncSnapshot.js';
import type { SyncCourse } from './SyncCourse.js';

/** What users see of a course. */
export const snapshotOf = ({
  handle,
  tasks,
  polls,
  elapsed,
  warning,
  end,
}: Omit<SyncCourse, 'plan' | 'standing' | 'gone' | 'quietPolls' | 'history'>): SyncSnapshot => {
  const facts = {
    requestId: handle.requestId,
    contextStatusData: tasks,
    progress: progressOf(tasks),
    polls,
    elapsed,
    handle,
  };
  if (end === undefined) {
    const state = tasks.length === 0 ? 'pending' : 'running';
    return { state, done: false, success: false, ...facts, errorMessage: '', ...(warning && { warning }) };
  }
  return end.state === 'succeeded'
    ? { state: end.state, done: true, success: true, ...facts, errorMessage: '' }
    : { state: end.state, done: true, success: false, ...facts, errorMessage: end.error.message, error: end.error };
};

/** How far tasks are, in numbers. */
export const progressOf = (tasks: readonly ContextStatusData[]): SyncProgress => ({
  total: tasks.length,
  finished: tasks.filter(hasFinished).length,
  failed: tasks.filter(hasFailed).length,
});
