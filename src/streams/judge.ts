import type { ContextStatusData } from '../model/ContextStatusData.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { isTransient } from '../model/errors/isTransient.js';
import type { SyncHistory } from '../model/errors/SyncHistory.js';
import { TaskFailed } from '../model/errors/TaskFailed.js';
import { TimedOut, type WaitLimit } from '../model/errors/TimedOut.js';
import { hasFailed, hasFinished, hasSucceeded } from '../model/taskStatus.js';
import { beganAfter, isLater, mayHideFailure, newSince, unanswered } from './baseline.js';
import { carryOver } from './carryOver.js';
import { endedAlike } from './endedAlike.js';
import { nextDelay } from './nextDelay.js';
import type { PollAnswer } from './polling.js';
import { ours } from './ours.js';
import { snapshotOf } from './snapshotOf.js';
import type { SyncCourse, SyncEnd } from './SyncCourse.js';

/** What a good poll brings. */
export interface ListReading {
  readonly list: readonly ContextStatusData[];
}

/** Takes one poll into the course, `elapsed` ms after the trigger, and says whether it ends the sync. */
export const judge = (before: SyncCourse, answer: PollAnswer<ListReading>, elapsed: number): SyncCourse => {
  const history = remember(before, 'error' in answer ? answer.error._tag : 'list');
  const polled = { ...before, polls: before.polls + 1, elapsed, warning: undefined, history };
  const course = 'error' in answer ? troubled(polled, answer.error) : informed(polled, answer.list);
  if (course.end !== undefined || course.polls < course.plan.maxRetries) return course;
  return { ...course, end: stopWatching(course, 'maxRetries', course.polls) };
};

/** Ends the course at its deadline. */
export const expire = (before: SyncCourse, elapsed: number): SyncCourse => {
  const course = { ...before, elapsed, history: { ...before.history, lastSnapshot: snapshotBefore(before) } };
  return { ...course, end: stopWatching(course, 'timeout', before.plan.timeout) };
};

const remember = (before: SyncCourse, kind: string): SyncHistory => ({
  lastSnapshot: snapshotBefore(before),
  answers: { ...before.history.answers, [kind]: (before.history.answers[kind] ?? 0) + 1 },
  lastDelay: before.polls === 0 ? undefined : nextDelay(before.plan, before.polls, before.warning).delay,
});

const troubled = (course: SyncCourse, error: ContextError): SyncCourse =>
  isTransient(error)
    ? { ...course, warning: error }
    : { ...course, end: knownFailure(course, error) ?? unknown(course, error) };

const informed = (before: SyncCourse, list: readonly ContextStatusData[]): SyncCourse => {
  const { baseline = [] } = before.handle;
  const listed = ours(list, before.handle);
  const fresh = newSince(baseline, listed);
  const old = listed.filter((task) => !fresh.includes(task));
  // An old entry that was gone meanwhile may be a new one that looks the same.
  const returned = newSince(before.standing, old);
  const standing = old.filter((task) => !returned.includes(task));
  const course = { ...before, standing, gone: newSince(old, baseline), tasks: carryOver(before.tasks, fresh) };
  const alike = { ...course, tasks: endedAlike(course.tasks, fresh, returned) };
  const late = unanswered(old, course.tasks);
  const isClear = hasBegun(course) && alike.tasks === course.tasks && late.length === 0;
  const end = isClear ? finished(course) : failedFast(course);
  if (end !== undefined || !alike.tasks.every(hasFinished)) return { ...course, quietPolls: 0, end };

  // What is listed could be the rest of an earlier sync: it counts when it has looked so for long enough.
  const quietPolls = before.quietPolls + 1;
  if (quietPolls <= course.plan.settlePolls) return { ...course, quietPolls };
  const suspects = course.tasks.length === 0 ? old : [...late, ...returned];
  const isCertain = course.handle.accepted && !mayHideFailure(suspects, listed);
  return isCertain
    ? { ...alike, quietPolls, end: finished(alike) }
    : { ...course, quietPolls, end: stopWatching(course, 'settlePolls', course.plan.settlePolls) };
};

/** Whether a task of this sync is listed that is not the rest of an earlier one, or has not ended. */
const hasBegun = (course: SyncCourse): boolean =>
  course.tasks.some((task) => !hasFinished(task) || isSurelyNew(course, task));

const isSurelyNew = ({ handle: { accepted, baseline }, gone }: SyncCourse, task: ContextStatusData): boolean =>
  baseline === undefined ? accepted : beganAfter(gone, task);

/** A failed task that may be of an earlier sync, and was made good since. */
const isPast = (course: SyncCourse, task: ContextStatusData): boolean =>
  hasFailed(task) &&
  !isSurelyNew(course, task) &&
  course.tasks.some((later) => hasSucceeded(later) && isLater(later, task));

/** The end of a sync whose tasks are known. */
const finished = (course: SyncCourse): SyncEnd | undefined => {
  if (!course.tasks.every(hasFinished)) return failedFast(course);
  if (course.tasks.every((task) => hasSucceeded(task) || isPast(course, task))) return { state: 'succeeded' };
  return stopWatching(course, 'settlePolls', course.plan.settlePolls);
};

const failedFast = (course: SyncCourse): SyncEnd | undefined =>
  course.plan.failFast ? knownFailure(course) : undefined;

/** A task that was seen to fail decides, however the watching ended. */
const knownFailure = (course: SyncCourse, cause: ContextError | undefined = course.warning): SyncEnd | undefined => {
  const tasks = course.tasks.filter(
    (task) => hasFailed(task) && !isPast(course, task) && (course.handle.accepted || isSurelyNew(course, task)),
  );
  if (tasks.length === 0) return undefined;
  return ended(course, 'failed', new TaskFailed({ tasks, total: course.tasks.length }, cause));
};

const unknown = (course: SyncCourse, error: ContextError): SyncEnd => ended(course, 'unconfirmed', error);

const stopWatching = (course: SyncCourse, limit: WaitLimit, allowed: number): SyncEnd => {
  const { polls, warning } = course;
  return knownFailure(course) ?? unknown(course, new TimedOut({ operation: 'sync', limit, allowed, polls }, warning));
};

// The error was made for this end: nobody else holds it.
const ended = ({ history }: SyncCourse, state: 'failed' | 'unconfirmed', error: ContextError): SyncEnd => ({
  state,
  error: Object.assign(error, history),
});

const snapshotBefore = (course: SyncCourse) => (course.polls === 0 ? undefined : snapshotOf(course));
