import type { ContextError } from '../../../model/errors/ContextError.js';
import { TaskFailed } from '../../../model/errors/TaskFailed.js';
import { TimedOut } from '../../../model/errors/TimedOut.js';
import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import { hasFailed, hasSucceeded, isFinished } from '../../../model/tasks/taskStatus.js';
import { delayAfter } from '../../polling/pollTimes.js';
import type { PollEnd, PollMoment } from '../../polling/PollTarget.js';
import { madeGoodIn } from './baseline.js';
import { doubtIn, type Doubt } from './doubt.js';
import { lookAt } from './lookAt.js';
import { longestGap, type LastLook, type Sighting, type SyncCourse } from './SyncCourse.js';

type Tasks = readonly ContextStatusData[];

/** A good reading of the list. */
export interface ListReading {
  readonly data: Tasks;
  /** When it was given, in ms, by the service's own clock; undefined where it does not say. */
  readonly answeredAt?: number | undefined;
}

/** Adds a good reading of the list to what is known of a sync, and says whether it proves an end. */
export const judge = (before: SyncCourse, reading: ListReading, moment: PollMoment): SyncCourse => {
  const last = lookAt(before, reading.data);
  const { sighting } = last;
  const course = courseAfter(before, last, reading, moment);
  const { settlePolls, failFast } = course.plan;
  // One that was under way before may yet give way to one of this sync: that is told below.
  const failure = failFast && course.own.some(hasFailed) ? failureIn(course) : undefined;
  if (failure !== undefined) return { ...course, end: { error: failure } };

  const tasks = sighting.rematched ?? course.tasks;
  if (!tasks.every(isFinished)) return course;
  if (isProof(sighting)) return { ...course, end: endOf(course, moment) };

  // What is listed could be the rest of an earlier sync: it counts when it has looked so for long enough.
  const stablePolls = before.stablePolls + (moment.isEarly ? 0 : 1);
  if (stablePolls <= settlePolls) return { ...course, stablePolls };
  const doubt = doubtIn(course, sighting);
  if (doubt !== undefined) return { ...course, stablePolls, end: unproved(course, moment, doubt) };
  const ended = { ...course, stablePolls, tasks };
  return { ...ended, end: endOf(ended, moment) };
};

const courseAfter = (
  before: SyncCourse,
  last: LastLook,
  { answeredAt }: ListReading,
  { polls, elapsed }: PollMoment,
): SyncCourse => {
  const { seen, tasks, own, unchanged, old, others } = last.sighting;
  // The clock of a machine that slept stood still: the service's went on.
  const gap = Math.max(elapsed - before.readAt, (answeredAt ?? 0) - (before.answeredAt ?? Infinity));
  const plannedGap = polls > 1 ? delayAfter(before.plan.retryInterval, polls - 1) : 0;
  const { handle, plan, lost } = before;
  return {
    handle: own.length > 0 && !handle.accepted ? { ...handle, accepted: true } : handle,
    plan,
    lost,
    seen,
    tasks,
    own,
    unchanged,
    old,
    others,
    last,
    stablePolls: 0,
    readAt: elapsed,
    answeredAt: answeredAt ?? before.answeredAt,
    isGapless: before.isGapless && gap <= longestGap + plannedGap,
  };
};

/** Nothing that an earlier sync left could look so: each place that should have a task of this sync has one. */
const isProof = ({ own, rematched, missing }: Sighting): boolean =>
  own.length > 0 && rematched === undefined && missing.length === 0;

/** The end of a sync whose tasks are known, and have ended. */
const endOf = (course: SyncCourse, moment: PollMoment): PollEnd =>
  course.tasks.every(hasSucceeded)
    ? {}
    : unproved(course, moment, { doubt: 'a failure that may be of an earlier sync was made good' });

const unproved = (course: SyncCourse, { polls }: PollMoment, doubt: Doubt): PollEnd => {
  const { lost, plan } = course;
  const facts = { operation: 'sync', limit: 'settlePolls' as const, allowed: plan.settlePolls, polls, ...doubt };
  return { error: failureIn(course) ?? new TimedOut(facts, { cause: lost }) };
};

/** A task that was seen to fail decides, however the following ended. */
export const failureIn = (course: SyncCourse, cause?: ContextError): TaskFailed | undefined => {
  const failed = failedIn(course);
  return failed.length === 0 ? undefined : new TaskFailed({ tasks: failed, total: course.tasks.length }, { cause });
};

/** The tasks of which one is enough. */
export const failedIn = ({ handle, tasks, own }: SyncCourse): Tasks => {
  const failures = tasks.filter(hasFailed);
  const isOwn = new Set(own);
  const isMadeGood = madeGoodIn(own);
  return failures.filter((task) => isOwn.has(task) || (handle.accepted && !isMadeGood(task)));
};
