import { asyncScheduler, defer, of, switchMap, tap, type Observable } from 'rxjs';
import type { Log } from '../model/Logger.js';
import type { SyncPlan } from '../model/SyncPlan.js';
import type { SyncSnapshot } from '../model/SyncSnapshot.js';
import type { SyncStartResult } from '../model/SyncStartResult.js';
import { endedAtStart } from './endedAtStart.js';
import { follow } from './follow.js';
import { logSnapshots } from './logSync.js';
import { start } from './start.js';
import type { SyncTransport } from './SyncTransport.js';

/** `start`, then `follow`, within one `timeout`. `onStart` is told the trigger's result. */
export const sync = (
  transport: SyncTransport,
  sessionId: string,
  plan: SyncPlan,
  log: Log,
  onStart: (result: SyncStartResult) => void = () => undefined,
): Observable<SyncSnapshot> =>
  defer(() => {
    // A clock that is set back meanwhile must not make more of it.
    const deadline = asyncScheduler.now() + plan.timeout;
    return start(transport, sessionId, plan, log).pipe(
      tap(onStart),
      switchMap((started) =>
        started.success
          ? follow(transport, started.handle, plan, log, Math.min(deadline - asyncScheduler.now(), plan.timeout))
          : of(endedAtStart(started.handle, started.error)).pipe(logSnapshots(log, plan)),
      ),
    );
  });
