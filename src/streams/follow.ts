import {
  asyncScheduler,
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
import type { ContextError } from '../model/errors/ContextError.js';
import type { Log } from '../model/Logger.js';
import type { SyncHandle } from '../model/SyncHandle.js';
import type { FollowPlan } from '../model/SyncPlan.js';
import type { SyncSnapshot } from '../model/SyncSnapshot.js';
import { askedPause } from './askedPause.js';
import { expire, judge, type PollAnswer } from './judge.js';
import { logSnapshots } from './logSync.js';
import { rescue } from './rescue.js';
import { snapshotOf } from './snapshotOf.js';
import { newCourse, type SyncCourse } from './SyncCourse.js';
import type { SyncTransport } from './SyncTransport.js';
import { ticks } from './ticks.js';

/**
 * Polls a sync until its end. Each poll's answer and the deadline are steps from one course to the next; the first step
 * that ends the course is the last one.
 *
 *     ticks      x----x----x----x---
 *     poll       ---r|
 *     poll                 --s|
 *     snapshots  ---r--------(s|)
 */
export const follow = (
  transport: SyncTransport,
  handle: SyncHandle,
  plan: FollowPlan,
  log: Log,
  timeLeft: number = plan.timeout,
): Observable<SyncSnapshot> =>
  defer(() => {
    const answers = ticks(plan.retryInterval).pipe(
      exhaustMap(() => poll(transport, handle, plan)),
      map((answer) => (course: SyncCourse) => judge(course, answer, sinceTrigger(handle))),
    );
    const deadline = timer(timeLeft).pipe(map(() => (course: SyncCourse) => expire(course, sinceTrigger(handle))));
    return merge(deadline, answers).pipe(
      scan((course, step) => step(course), newCourse(handle, plan)),
      takeWhile((course) => course.end === undefined, true),
      map(snapshotOf),
      logSnapshots(log, plan),
    );
  });

/** One poll. Its trouble is an answer too; a `Retry-After` keeps it busy, so that the ticks until then are skipped. */
const poll = (transport: SyncTransport, handle: SyncHandle, plan: FollowPlan): Observable<PollAnswer> =>
  transport.readStatus(targetOf(handle), plan.requestTimeout).pipe(
    map(({ data }) => ({ list: data })),
    rescue((error) => concat(of({ error }), pause(error))),
  );

const pause = (error: ContextError): Observable<never> => {
  const ms = askedPause(error);
  return ms > 0 ? timer(ms).pipe(ignoreElements()) : EMPTY;
};

const targetOf = ({ sessionId, contextId, path }: SyncHandle) => ({ sessionId, contextId, path });

const sinceTrigger = (handle: SyncHandle): number => Math.max(asyncScheduler.now() - handle.triggeredAt, 0);
