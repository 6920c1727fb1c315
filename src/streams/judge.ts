import type { ContextStatusData } from '../model/ContextStatusData.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { isTransient } from '../model/errors/isTransient.js';
import { TaskFailed } from '../model/errors/TaskFailed.js';
import { TimedOut, type TimedOutFacts } from '../model/errors/TimedOut.js';
import { hasFailed, hasFinished, hasSucceeded } from '../model/taskStatus.js';
import { madeGoodIn } from './baseline.js';
import { doubtIn } from './doubtIn.js';
import { nextDelay } from './nextDelay.js';
import type { PollAnswer } from './polling.js';
import { sightingOf } from './sighting.js';
import { snapshotOf } from './snapshotOf.js';
import { longestGap, type SyncCourse, type SyncEnd } from './SyncCourse.js';

type Task = ContextStatusData;
type Tasks = readonly Task[];

/** What a good poll brings. */
export interface ListReading {
  readonly list: Tasks;
}

/** Takes one poll into the course, `elapsed` ms after the trigger, and says whether it ends the sync. */
export const judge = (before: SyncCourse, answer: PollAnswer<ListReading>, elapsed: number): SyncCourse => {
  const kind = 'error' in answer ? answer.error._tag : 'list';
  const polled: SyncCourse = {
    ...before,
    polls: before.polls + 1,
    elapsed: Math.max(elapsed, before.elapsed),
    warning: undefined,
    answers: { ...before.answers, [kind]: (before.answers[kind] ?? 0) + 1 },
    lastDelay: before.polls === 0 ? undefined : nextDelay(before.plan, before.polls, before.warning).delay,
  };
  const course = 'error' in answer ? onError(polled, answer.error) : onList(polled, answer.list);
  const isUsedUp = course.end === undefined && course.polls >= course.plan.maxRetries;
  const end = isUsedUp ? stopWatching(course, { limit: 'maxRetries', allowed: course.polls }) : course.end;
  return { ...course, end: withHistory(end, course, before) };
};

/** Ends the course at its deadline. */
export const expire = (before: SyncCourse, elapsed: number): SyncCourse => {
  const course = { ...before, elapsed: Math.max(elapsed, before.elapsed) };
  const end = stopWatching(course, { limit: 'timeout', allowed: before.plan.timeout });
  return { ...course, end: withHistory(end, course, before) };
};

const onError = (course: SyncCourse, error: ContextError): SyncCourse =>
  isTransient(error)
    ? { ...course, warning: error }
    : { ...course, end: knownFailure(course, error) ?? { state: 'unconfirmed', error } };

const onList = (before: SyncCourse, list: Tasks): SyncCourse => {
  const sighting = sightingOf(before, list);
  const { seen, tasks, own, unchanged, old, others } = sighting;
  const { plan } = before;
  const gap = before.elapsed - before.readAt;
  const plannedGap = before.polls > 1 ? nextDelay(plan, before.polls - 1).delay : 0;
  const course: SyncCourse = {
    ...before,
    handle: { ...before.handle, accepted: before.handle.accepted || own.length > 0 },
    seen,
    tasks,
    own,
    unchanged,
    old,
    others,
    stablePolls: 0,
    readAt: before.elapsed,
    isGapless: before.isGapless && gap <= longestGap + plannedGap,
  };
  // One that was under way before may yet give way to one of this sync: that is told below.
  if (plan.failFast && own.some(hasFailed)) return { ...course, end: knownFailure(course) };
  if (!sighting.endedAlike.every(hasFinished)) return course;
  const isClear = own.length > 0 && sighting.endedAlike === tasks && sighting.unanswered.length === 0;
  if (isClear) return { ...course, end: endOf(course) };

  // What is listed could be the rest of an earlier sync: it counts when it has looked so for long enough.
  const stablePolls = before.stablePolls + 1;
  if (stablePolls <= plan.settlePolls) return { ...course, stablePolls };
  const doubt = doubtIn(course, sighting);
  if (doubt === undefined) {
    const ended = { ...course, stablePolls, tasks: sighting.endedAlike };
    return { ...ended, end: endOf(ended) };
  }
  return {
    ...course,
    stablePolls,
    end: stopWatching(course, { limit: 'settlePolls', allowed: plan.settlePolls, ...doubt }),
  };
};

/** The end of a sync whose tasks are known, and have ended. */
const endOf = (course: SyncCourse): SyncEnd =>
  course.tasks.every(hasSucceeded)
    ? { state: 'succeeded' }
    : stopWatching(course, {
        limit: 'settlePolls',
        allowed: course.plan.settlePolls,
        doubt: 'a failure that may be of an earlier sync was made good',
      });

/** A task that was seen to fail decides, however the watching ended. */
const knownFailure = (
  { handle, tasks, own, warning }: SyncCourse,
  cause: ContextError | undefined = warning,
): SyncEnd | undefined => {
  const failures = tasks.filter(hasFailed);
  if (failures.length === 0) return undefined;
  const isOwn = new Set(own);
  const isMadeGood = madeGoodIn(own);
  const failed = failures.filter((task) => isOwn.has(task) || (handle.accepted && !isMadeGood(task)));
  if (failed.length === 0) return undefined;
  return { state: 'failed', error: new TaskFailed({ tasks: failed, total: tasks.length }, cause) };
};

const stopWatching = (
  course: SyncCourse,
  why: Pick<TimedOutFacts, 'limit' | 'allowed' | 'doubt' | 'listed'>,
): SyncEnd => {
  const { polls, warning, lost } = course;
  const error = new TimedOut({ operation: 'sync', polls, ...why }, warning ?? lost);
  return knownFailure(course) ?? { state: 'unconfirmed', error };
};

// The error was made for this end: nobody else holds it.
const withHistory = (
  end: SyncEnd | undefined,
  { answers, lastDelay }: SyncCourse,
  before: SyncCourse,
): SyncEnd | undefined => {
  if (end === undefined || end.state === 'succeeded') return end;
  const lastSnapshot = before.polls === 0 ? before.snapshotAtStart : snapshotOf(before);
  return { ...end, error: Object.assign(end.error, { lastSnapshot, answers, lastDelay }) };
};
