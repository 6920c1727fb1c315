import type { ContextStatusData } from '../model/ContextStatusData.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { isTransient } from '../model/errors/isTransient.js';
import { TaskFailed } from '../model/errors/TaskFailed.js';
import { TimedOut, type WaitLimit } from '../model/errors/TimedOut.js';
import { hasFailed, hasFinished, hasSucceeded } from '../model/taskStatus.js';
import { beganAfter, mayHideFailure, newSince } from './baseline.js';
import { carryOver } from './carryOver.js';
import { endedAlike } from './endedAlike.js';
import { ours } from './ours.js';
import { snapshotOf } from './snapshotOf.js';
import type { SyncCourse, SyncEnd } from './SyncCourse.js';

/** What one poll brought: the status list, or the error in its place. */
export type PollAnswer = { readonly list: readonly ContextStatusData[] } | { readonly error: ContextError };

/** Takes one poll into the course, `elapsed` ms after the trigger, and says whether it ends the sync. */
export const judge = (before: SyncCourse, answer: PollAnswer, elapsed: number): SyncCourse => {
  const polled = {
    ...before,
    polls: before.polls + 1,
    elapsed,
    warning: undefined,
    lastSnapshot: snapshotBefore(before),
  };
  const course = 'error' in answer ? troubled(polled, answer.error) : informed(polled, answer.list);
  if (course.end !== undefined || course.polls < course.plan.maxRetries) return course;
  return { ...course, end: stopWatching(course, 'maxRetries', course.polls) };
};

/** Ends the course at its deadline. */
export const expire = (before: SyncCourse, elapsed: number): SyncCourse => {
  const course = { ...before, elapsed, lastSnapshot: snapshotBefore(before) };
  return { ...course, end: stopWatching(course, 'timeout', before.plan.timeout) };
};

const troubled = (course: SyncCourse, error: ContextError): SyncCourse =>
  isTransient(error)
    ? { ...course, warning: error }
    : { ...course, end: knownFailure(course, error) ?? unknown(error) };

const informed = (before: SyncCourse, list: readonly ContextStatusData[]): SyncCourse => {
  const listed = ours(list, before.handle);
  const fresh = newSince(before.handle.baseline ?? [], listed);
  const old = listed.filter((task) => !fresh.includes(task));
  const course = { ...before, tasks: carryOver(before.tasks, fresh) };
  const ended = { ...course, tasks: endedAlike(course.tasks, fresh, old) };
  const isClear = hasBegun(course) && ended.tasks === course.tasks;
  if (isClear) return { ...course, quietPolls: 0, end: finished(course) };

  // What is listed could be the rest of an earlier sync: it counts when it has looked the same for long enough.
  const quietPolls = before.quietPolls + 1;
  if (quietPolls <= course.plan.settlePolls || !ended.tasks.every(hasFinished)) return { ...course, quietPolls };
  const isCertain = course.handle.accepted && !mayHideFailure(old);
  return isCertain
    ? { ...ended, quietPolls, end: finished(ended) }
    : { ...course, quietPolls, end: stopWatching(course, 'settlePolls', course.plan.settlePolls) };
};

/** Whether a task of this sync is listed, or one that was under way when it was triggered. */
const hasBegun = (course: SyncCourse): boolean =>
  course.tasks.some((task) => !hasFinished(task) || isSurelyOurs(course, task));

/** Where the trigger's answer got lost, a task that may have been under way before it proves nothing. */
const isSurelyOurs = ({ handle: { accepted, baseline } }: SyncCourse, task: ContextStatusData): boolean =>
  accepted || (baseline !== undefined && beganAfter(baseline, task));

/** The end of a sync whose tasks are known. */
const finished = (course: SyncCourse): SyncEnd | undefined => {
  if (course.tasks.every(hasSucceeded)) return { state: 'succeeded' };
  const mayEnd = course.plan.failFast || course.tasks.every(hasFinished);
  return mayEnd ? knownFailure(course) : undefined;
};

/** A task that was seen to fail decides, however the watching ended. */
const knownFailure = (course: SyncCourse, cause: ContextError | undefined = course.warning): SyncEnd | undefined => {
  const tasks = course.tasks.filter((task) => hasFailed(task) && isSurelyOurs(course, task));
  if (tasks.length === 0) return undefined;
  const error = new TaskFailed({ tasks, total: course.tasks.length, lastSnapshot: course.lastSnapshot }, cause);
  return { state: 'failed', error };
};

const unknown = (error: ContextError): SyncEnd => ({ state: 'unconfirmed', error });

const stopWatching = (course: SyncCourse, limit: WaitLimit, allowed: number): SyncEnd => {
  const { polls, warning, lastSnapshot } = course;
  const facts = { operation: 'sync', limit, allowed, polls, lastSnapshot };
  return knownFailure(course) ?? unknown(new TimedOut(facts, warning));
};

const snapshotBefore = (course: SyncCourse) => (course.polls === 0 ? undefined : snapshotOf(course));
