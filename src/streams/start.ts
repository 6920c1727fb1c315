import { asyncScheduler, defer, map, of, retry, switchMap, tap, timeout, timer, type Observable } from 'rxjs';
import type { ContextStatusData } from '../model/ContextStatusData.js';
import { isContextError, type ContextError } from '../model/errors/ContextError.js';
import { isTransient } from '../model/errors/isTransient.js';
import { TimedOut } from '../model/errors/TimedOut.js';
import type { Log } from '../model/Logger.js';
import { failure } from '../model/Result.js';
import { newHandle, type SyncHandle } from '../model/SyncHandle.js';
import type { SyncPlan } from '../model/SyncPlan.js';
import type { SyncStartResult } from '../model/SyncStartResult.js';
import { logStart } from './logSync.js';
import { nextDelay } from './nextDelay.js';
import { ours } from './ours.js';
import { rescue } from './rescue.js';
import type { SyncTransport } from './SyncTransport.js';
import { wasNotTaken } from './wasNotTaken.js';

/**
 * Reads the baseline and triggers a sync: one result, whatever happens. The baseline is read again through transient
 * trouble; the trigger is sent again only when the service surely did not take it.
 */
export const start = (
  transport: SyncTransport,
  sessionId: string,
  plan: SyncPlan,
  log: Log,
): Observable<SyncStartResult> =>
  defer(() => {
    const { contextId, path, mode, requestTimeout } = plan;
    let baseline: readonly ContextStatusData[] | undefined;
    const handle = (accepted: boolean, requestId: string): SyncHandle => ({
      ...newHandle(sessionId, plan, asyncScheduler.now()),
      accepted,
      requestId,
      baseline,
    });
    const notStarted = (error: ContextError): SyncStartResult => {
      const failed = failure(error);
      return { ...failed, handle: handle(false, failed.requestId) };
    };

    // On the schedule of the polls, or later where the service asks for it.
    const again = <T>(when: (error: ContextError) => boolean) =>
      retry<T>({
        count: plan.maxRetries - 1,
        delay: (error: unknown, attempt) => {
          if (!isContextError(error) || !when(error)) throw error;
          const { delay, why } = nextDelay(plan, attempt, error);
          log('debug', { event: 'wait', sessionId, delay, why }, `next try in ${delay} ms (${why})`);
          return timer(delay);
        },
      });

    const readBaseline = transport.readStatus({ sessionId, contextId, path }, requestTimeout).pipe(
      again(isTransient),
      tap(({ data }) => (baseline = ours(data, plan))),
    );
    const trigger = transport.trigger({ sessionId, contextId, path, mode }, requestTimeout).pipe(
      again(wasNotTaken),
      map(({ requestId }): SyncStartResult => ({
        success: true,
        requestId,
        handle: handle(true, requestId),
        errorMessage: '',
      })),
    );
    const started = plan.baseline ? readBaseline.pipe(switchMap(() => trigger)) : trigger;
    const late = () => notStarted(new TimedOut({ operation: 'sync', limit: 'timeout', allowed: plan.timeout }));

    return started.pipe(
      timeout({ first: plan.timeout, with: () => of(late()) }),
      rescue((error) => of(notStarted(error))),
      logStart(log),
    );
  });
