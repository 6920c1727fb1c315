import { defer, map, timer, type Observable } from 'rxjs';
import type { SyncLog } from '../../model/logging/Logger.js';
import type { FollowPlan } from '../../model/sync/SyncPlan.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import { pollUntil } from '../polling/pollUntil.js';
import { logDelay, logSnapshot } from './logSync.js';
import { keysOf } from '../../model/tasks/keepOrder.js';
import type { CourseStart } from './matching/SyncCourse.js';
import { snapshotOf } from './snapshotOf.js';
import { syncTarget } from './syncTarget.js';
import type { ListTransport } from './SyncTransport.js';

/** Where the following of a sync begins. */
export interface FollowStart extends Omit<CourseStart, 'plan'> {
  /** The last snapshot before the first poll, if there was one. */
  readonly snapshotAtStart?: SyncSnapshot | undefined;
}

/** Polls a sync until its end: a snapshot for each poll, the last one with the result. */
export const follow = (
  { list, tickerOf, monotonicNow }: ListTransport,
  { snapshotAtStart, ...from }: FollowStart,
  plan: FollowPlan,
  log: SyncLog,
  deadline: Observable<unknown> = timer(plan.timeout),
): Observable<SyncSnapshot> => {
  const { sessionId } = from.handle;
  const target = syncTarget(list, { ...from, plan });
  return defer(() => {
    let snapshot = snapshotAtStart;
    let rows: readonly string[] = [];
    let polls = 0;
    return pollUntil(target, { ...plan, deadline, age: from.age, monotonicNow, tickerOf }).pipe(
      map((state) => {
        const next = snapshotOf(state, snapshot, rows);
        rows = keysOf(next.contextStatusData);
        // That requests are held is told once for all of them.
        const isPoll = next.polls > polls;
        polls = next.polls;
        if (isPoll || next.done) logSnapshot(log, next);
        if (isPoll && !next.done && state.next !== undefined) logDelay(log, sessionId, 'poll', state.next);
        return (snapshot = next);
      }),
    );
  });
};
