import type { ContextStatusData } from '../model/ContextStatusData.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { isTransient } from '../model/errors/isTransient.js';
import { TaskFailed } from '../model/errors/TaskFailed.js';
import { TimedOut, type WaitLimit } from '../model/errors/TimedOut.js';
import { hasFailed, hasFinished } from '../model/taskStatus.js';
import { beganAfter, mayHideFailure, newSince } from './baseline.js';
import { carryOver } from './carryOver.js';
import { ours } from './ours.js';
import { snapshotOf } from './snapshotOf.js';
import type { SyncCourse, SyncEnd } from './SyncCourse.js';

/** What one poll brought: the status list, or the error in its place. */
export type PollAnswer = { readonly list: readonly ContextStatusData[] } | { readonly error: ContextError };

/** Takes one poll into the course, `elapsed` ms after the trigger, and says whether it ends the sync. */
export const judge = (before: SyncCourse, answer: PollAnswer, elapsed: number): SyncCourse => {
  const polled = { ...before, polls: before.polls + 1, elapsed, warning: undefined };
  const course = 'error' in answer ? troubled(polled, answer.error) : informed(polled, answer.list);
  if (course.end !== undefined || course.polls < course.plan.maxRetries) return course;
  return { ...course, end: stopWatching(course, 'maxRetries', course.polls) };
};

/** Ends the course at its deadline. */
export const expire = (before: SyncCourse, elapsed: number): SyncCourse => {
  const course = { ...before, elapsed };
  return { ...course, end: stopWatching(course, 'timeout', before.plan.timeout) };
};

const troubled = (course: SyncCourse, error: ContextError): SyncCourse =>
  isTransient(error)
    ? { ...course, warning: error }
    : { ...course, end: knownFailure(course, error) ?? unknown(error) };

const informed = (before: SyncCourse, list: readonly ContextStatusData[]): SyncCourse => {
  const listed = ours(list, before.handle);
  const tasks = carryOver(before.tasks, newSince(before.handle.baseline ?? [], listed));
  const course = { ...before, tasks };
  if (hasBegun(course)) return { ...course, end: finished(course) };
  const waiting = { ...course, emptyPolls: before.emptyPolls + 1 };
  return { ...waiting, end: settled(waiting, listed) };
};

/**
 * Whether a task of this sync is listed. Where the trigger's answer got lost, a finished task is one only if it surely
 * began after the baseline: it may be the rest of an earlier sync.
 */
const hasBegun = ({ tasks, handle: { accepted, baseline } }: SyncCourse): boolean =>
  tasks.some((task) => accepted || !hasFinished(task) || (baseline !== undefined && beganAfter(baseline, task)));

/** The end of a sync of which no task is listed: there was nothing to do, unless that could be a mistake. */
const settled = (course: SyncCourse, old: readonly ContextStatusData[]): SyncEnd | undefined => {
  const { emptyPolls, handle, plan } = course;
  if (emptyPolls <= plan.settlePolls) return undefined;
  const nothingToDo = handle.accepted && !mayHideFailure(old);
  return nothingToDo ? { state: 'succeeded' } : stopWatching(course, 'settlePolls', plan.settlePolls);
};

/** The end of a sync whose tasks are listed. */
const finished = (course: SyncCourse): SyncEnd | undefined => {
  const mayEnd = course.tasks.every(hasFinished) || course.plan.failFast;
  if (!mayEnd) return undefined;
  return knownFailure(course) ?? (course.tasks.every(hasFinished) ? { state: 'succeeded' } : undefined);
};

/** A task that was seen to fail decides, however the watching ended. */
const knownFailure = (course: SyncCourse, cause: ContextError | undefined = course.warning): SyncEnd | undefined => {
  const tasks = course.tasks.filter(hasFailed);
  if (tasks.length === 0) return undefined;
  const error = new TaskFailed({ tasks, total: course.tasks.length, lastSnapshot: lastSnapshot(course) }, cause);
  return { state: 'failed', error };
};

const unknown = (error: ContextError): SyncEnd => ({ state: 'unconfirmed', error });

const stopWatching = (course: SyncCourse, limit: WaitLimit, allowed: number): SyncEnd => {
  const { polls, warning } = course;
  const facts = { operation: 'sync', limit, allowed, polls, lastSnapshot: lastSnapshot(course) };
  return knownFailure(course) ?? unknown(new TimedOut(facts, warning));
};

const lastSnapshot = (course: SyncCourse) =>
  course.polls === 0 ? undefined : snapshotOf({ ...course, end: undefined });
