import { concat, connectable, defer, of, ReplaySubject, switchMap, timer, using, type Observable } from 'rxjs';
import type { SyncLog } from '../../model/logging/Logger.js';
import type { SyncPlace } from '../../model/sync/SyncHandle.js';
import type { SyncPlan } from '../../model/sync/SyncPlan.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import type { SyncStartResult } from '../../model/sync/SyncStartResult.js';
import { follow } from './follow.js';
import { logSnapshot } from './logSync.js';
import { rejectedSnapshot, pendingSnapshot } from './snapshotOf.js';
import { isDeadline, start } from './start.js';
import type { StartEnds, StartWaits } from './startStep.js';
import type { SyncTransport } from './SyncTransport.js';

/** `start`, then `follow`, within one `timeout`. `onStart` is told the trigger's result. */
export const sync = (
  transport: SyncTransport,
  place: SyncPlace,
  plan: SyncPlan,
  log: SyncLog,
  onStart: (result: SyncStartResult) => void = () => undefined,
): Observable<SyncSnapshot> =>
  defer(() => {
    // One timer for the whole: times of day can be set meanwhile.
    const deadline = connectable(timer(plan.timeout), { connector: () => new ReplaySubject(1) });
    let snapshotAtStart: SyncSnapshot | undefined;
    const snapshots = (step: StartWaits | StartEnds): Observable<SyncSnapshot> => {
      if (step.state === 'waiting') {
        snapshotAtStart = step.snapshot;
        return of(step.snapshot);
      }
      onStart(step.result);
      const { answeredAt, lost, plan: planNow } = step;
      const { handle, error } = step.result;
      const followed = (at?: SyncSnapshot): Observable<SyncSnapshot> =>
        follow(transport, { handle, age: 0, lost, answeredAt, snapshotAtStart: at }, planNow, log, deadline);
      if (error === undefined) return followed(snapshotAtStart);
      if (lost !== undefined && !isDeadline(lost)) {
        // Nothing tells whether it arrived but what is listed then.
        const pending = pendingSnapshot(handle, lost);
        return concat(of(pending), followed(pending));
      }
      const end = rejectedSnapshot(lost !== undefined ? 'unconfirmed' : 'failed', handle, error);
      logSnapshot(log, end);
      return of(end);
    };
    return using(
      () => deadline.connect(),
      () => start(transport, { place, plan }, log, deadline).pipe(switchMap(snapshots)),
    );
  });
