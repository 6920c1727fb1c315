import {
  concat,
  defer,
  EMPTY,
  exhaustMap,
  ignoreElements,
  map,
  merge,
  of,
  scan,
  takeWhile,
  timer,
  type Observable,
} from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import { retryAfterOf } from './retryAfterOf.js';
import { catchContextError } from './catchContextError.js';
import { pollTimes } from './pollTimes.js';

/** What one poll brought: what was read, or the error in its place. */
export type PollAnswer<Reading> = Reading | { readonly error: ContextError };

/** When to poll. */
export interface PollPace {
  /** In ms. */
  readonly retryInterval: number | readonly number[];
  /** Emits when it is over. */
  readonly deadline: Observable<unknown>;
}

/** How a course goes on; it has an `end` when it is over. All of these are pure, but for the clock. */
export interface PollSteps<Course, Reading> {
  readonly first: Course;
  readonly judge: (course: Course, answer: PollAnswer<Reading>) => Course;
  readonly expire: (course: Course) => Course;
}

/**
 * Polls until the end. Each poll's answer and the deadline are steps from one course to the next; the first step that ends
 * the course is the last one.
 *
 *     ticks      x----x----x----x---
 *     poll       ---r|
 *     poll                 --s|
 *     courses    ---r--------(s|)
 */
export const polling = <Course extends { readonly end?: unknown }, Reading extends object>(
  read: Observable<Reading>,
  { retryInterval, deadline }: PollPace,
  { first, judge, expire }: PollSteps<Course, Reading>,
): Observable<Course> =>
  defer(() => {
    const answers = pollTimes(retryInterval).pipe(
      exhaustMap(() => poll(read)),
      map((answer) => (course: Course) => judge(course, answer)),
    );
    return merge(deadline.pipe(map(() => expire)), answers).pipe(
      scan((course, step) => step(course), first),
      takeWhile((course) => course.end === undefined, true),
    );
  });

/** One poll. Its trouble is an answer too; a `Retry-After` keeps it busy, so that the ticks until then are skipped. */
export const poll = <Reading>(read: Observable<Reading>): Observable<PollAnswer<Reading>> =>
  read.pipe(catchContextError((error) => concat(of({ error }), pause(error))));

const pause = (error: ContextError): Observable<never> => {
  const ms = retryAfterOf(error);
  return ms > 0 ? timer(ms).pipe(ignoreElements()) : EMPTY;
};
