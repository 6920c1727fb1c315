import { asyncScheduler, defer, map, type Observable } from 'rxjs';
import type { Log } from '../model/Logger.js';
import type { SyncHandle } from '../model/SyncHandle.js';
import type { FollowPlan } from '../model/SyncPlan.js';
import type { SyncSnapshot } from '../model/SyncSnapshot.js';
import { expire, judge } from './judge.js';
import { logSnapshots } from './logSync.js';
import { polling } from './polling.js';
import { snapshotOf } from './snapshotOf.js';
import { newCourse } from './SyncCourse.js';
import type { SyncTransport } from './SyncTransport.js';

/** Polls a sync until its end: a snapshot for each poll, the last one with the result. */
export const follow = (
  transport: SyncTransport,
  handle: SyncHandle,
  plan: FollowPlan,
  log: Log,
  timeLeft: number = plan.timeout,
): Observable<SyncSnapshot> =>
  defer(() => {
    const { sessionId, contextId, path } = handle;
    const readList = transport
      .readStatus({ sessionId, contextId, path }, plan.requestTimeout)
      .pipe(map(({ data }) => ({ list: data })));
    const elapsed = (): number => Math.max(asyncScheduler.now() - handle.triggeredAt, 0);
    return polling(
      readList,
      { retryInterval: plan.retryInterval, timeLeft },
      {
        first: newCourse(handle, plan),
        judge: (course, answer) => judge(course, answer, elapsed()),
        expire: (course) => expire(course, elapsed()),
      },
    ).pipe(map(snapshotOf), logSnapshots(log, plan));
  });
