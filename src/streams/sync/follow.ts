import { defer, map, timer, type Observable } from 'rxjs';
import type { Log } from '../../model/logging/Logger.js';
import type { FollowPlan } from '../../model/sync/SyncPlan.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import { pollUntil } from '../polling/pollUntil.js';
import { logDelay, logSnapshot } from './logSync.js';
import type { CourseStart } from './matching/SyncCourse.js';
import { snapshotOf } from './snapshotOf.js';
import { syncTarget } from './syncTarget.js';
import type { SyncTransport } from './SyncTransport.js';

/** Where the following of a sync begins. */
export interface FollowStart extends Omit<CourseStart, 'plan'> {
  /** The last snapshot before the first poll, if there was one. */
  readonly snapshotAtStart?: SyncSnapshot | undefined;
}

/** Polls a sync until its end: a snapshot for each poll, the last one with the result. */
export const follow = (
  { readStatus, monotonicNow }: Pick<SyncTransport, 'readStatus' | 'monotonicNow'>,
  { snapshotAtStart, ...from }: FollowStart,
  plan: FollowPlan,
  log: Log,
  deadline: Observable<unknown> = timer(plan.timeout),
): Observable<SyncSnapshot> => {
  const { handle, age } = from;
  const { sessionId, contextId } = handle;
  // Not the path: the service may list it in another spelling than it was asked for.
  const target = syncTarget(readStatus({ sessionId, contextId }, plan.requestTimeout), { ...from, plan });
  return defer(() => {
    let snapshot = snapshotAtStart;
    return pollUntil(target, { ...plan, deadline, age, monotonicNow }).pipe(
      map((state) => {
        const next = snapshotOf(state, snapshot);
        logSnapshot(log, next);
        if (!next.done && state.next !== undefined) logDelay(log, sessionId, 'poll', state.next);
        return (snapshot = next);
      }),
    );
  });
};
