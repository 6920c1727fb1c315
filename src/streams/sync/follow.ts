import { defer, map, timer, type Observable } from 'rxjs';
import type { Log } from '../../model/logging/Logger.js';
import type { FollowPlan } from '../../model/sync/SyncPlan.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import { expire, judge } from './matching/judge.js';
import { logSnapshots } from './logSync.js';
import { polling } from '../polling/polling.js';
import { snapshotOf } from './snapshotOf.js';
import { newCourse, type CourseStart } from './matching/SyncCourse.js';
import type { SyncTransport } from './SyncTransport.js';

/** Polls a sync until its end: a snapshot for each poll, the last one with the result. */
export const follow = (
  transport: SyncTransport,
  from: Omit<CourseStart, 'plan'>,
  plan: FollowPlan,
  log: Log,
  deadline: Observable<unknown> = timer(plan.timeout),
): Observable<SyncSnapshot> =>
  defer(() => {
    const { readStatus, monotonicNow } = transport;
    const { sessionId, contextId } = from.handle;
    // Not the path: the service may list it in another spelling than it was asked for.
    const readList = readStatus({ sessionId, contextId }, plan.requestTimeout).pipe(
      map(({ data }) => ({ list: data })),
    );
    const beganAt = monotonicNow();
    const elapsed = (): number => Math.round(from.age + monotonicNow() - beganAt);
    return polling(
      readList,
      { retryInterval: plan.retryInterval, deadline },
      {
        first: newCourse({ ...from, plan }),
        judge: (course, answer) => judge(course, answer, elapsed()),
        expire: (course) => expire(course, elapsed()),
      },
    ).pipe(map(snapshotOf), logSnapshots(log, plan));
  });
