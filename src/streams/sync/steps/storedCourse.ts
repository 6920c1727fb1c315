import type { StoredCourse } from '../../../model/sync/SyncCheckpoint.js';
import { errorFromJSON } from '../../../model/json/fromJSON.js';
import { keysOf } from '../../../model/tasks/keepOrder.js';
import type { SyncSnapshot } from '../../../model/sync/SyncSnapshot.js';
import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import type { PollState } from '../../polling/pollState.js';
import { longestGap, newCourse, type CourseStart, type SyncCourse } from '../matching/SyncCourse.js';

/** What is stored of the polling. `ticks` is how many times to poll at are over before the next one. */
export const storeCourse = (
  state: PollState<SyncCourse>,
  ticks: number,
  snapshot: SyncSnapshot,
  before: StoredCourse | undefined,
): StoredCourse => {
  const { polls, elapsed, isEarly, answers, lastDelay, next, warning, seen: course } = state;
  const { seen, unchanged, old, others, stablePolls, readAt, answeredAt, isGapless } = course;
  return {
    polls,
    ticks,
    elapsed,
    countedAt: isEarly && before ? before.countedAt : elapsed,
    answers,
    lastDelay,
    nextDelay: next?.delay,
    warning: warning?.toJSON(),
    rows: keysOf(snapshot.contextStatusData),
    seen,
    tasks: placesIn(seen, course.tasks),
    own: placesIn(seen, course.own),
    unchanged,
    old,
    others,
    stablePolls,
    readAt,
    answeredAt,
    isGapless,
  };
};

/** The polling that was stored, as it went on. */
export const restoreCourse = (from: CourseStart, stored: StoredCourse): PollState<SyncCourse> => {
  const { polls, elapsed, answers, lastDelay, nextDelay, warning } = stored;
  const { seen, tasks, own, unchanged, old, others, stablePolls, readAt, answeredAt, isGapless } = stored;
  // A clock that went back, or another one: nobody knows how long the list was not read.
  const isInOrder = from.age >= elapsed - longestGap;
  const course: SyncCourse = {
    ...newCourse(from),
    seen,
    tasks: tasksAt(seen, tasks),
    own: tasksAt(seen, own),
    unchanged,
    old,
    others,
    stablePolls,
    readAt,
    answeredAt,
    isGapless: isGapless && isInOrder,
  };
  return {
    seen: course,
    polls,
    elapsed,
    answers,
    lastDelay,
    next: nextDelay === undefined ? undefined : { delay: nextDelay, why: 'retryInterval' },
    warning: warning && errorFromJSON(warning),
  };
};

/** What timers and machines differ by, in ms. */
const shortTime = 20;

/**
 * Whether a poll comes sooner than it is due after the last one that did not: others that are due are a reason to poll, too, or whoever
 * takes the steps did not wait. It is no further proof that nothing is listed. Where the clock went back nobody knows.
 */
export const isBeforeTime = ({ countedAt, nextDelay = 0 }: StoredCourse, age: number): boolean =>
  age >= countedAt && age - countedAt < nextDelay - shortTime;

type Tasks = readonly ContextStatusData[];

const placesIn = (seen: Tasks, tasks: Tasks): readonly number[] => tasks.map((task) => seen.indexOf(task));

const tasksAt = (seen: Tasks, places: readonly number[]): Tasks =>
  places.map((place) => seen[place]).filter((task) => task !== undefined);
