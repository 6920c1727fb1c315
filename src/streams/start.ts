import { asyncScheduler, defer, map, merge, of, repeat, switchMap, takeWhile, tap, timer, type Observable } from 'rxjs';
import type { ContextError } from '../model/errors/ContextError.js';
import { isTransient } from '../model/errors/isTransient.js';
import type { SyncHistory } from '../model/errors/SyncHistory.js';
import { TimedOut } from '../model/errors/TimedOut.js';
import type { Log } from '../model/Logger.js';
import { failure } from '../model/Result.js';
import { copyOfTasks, newHandle, type SyncHandle, type SyncPlace } from '../model/SyncHandle.js';
import type { SyncPlan } from '../model/SyncPlan.js';
import type { SyncStartResult } from '../model/SyncStartResult.js';
import { logStart } from './logSync.js';
import { nextDelay } from './nextDelay.js';
import { ofContext } from './ours.js';
import { rescue } from './rescue.js';
import { pendingSnapshot } from './snapshotOf.js';
import type { SyncTransport } from './SyncTransport.js';
import { wasNotTaken } from './wasNotTaken.js';

/** What became of one try to start. */
export type StartStep =
  | {
      readonly state: 'triedAgain';
      readonly handle: SyncHandle;
      readonly warning: ContextError;
    }
  | {
      /** `accepted`, `refused` where the service surely did not take it, `lost` where that is not known. */
      readonly state: 'accepted' | 'refused' | 'lost';
      readonly result: SyncStartResult;
    };

/**
 * Reads the baseline and triggers a sync: a step for each try that is repeated, then one with the result, whatever happens.
 * It is tried again, from the baseline on, through transient trouble of the baseline, and where the service surely did not
 * take the trigger: what others do meanwhile must not pass for what this sync did.
 */
export const start = (
  transport: SyncTransport,
  place: SyncPlace,
  plan: SyncPlan,
  log: Log,
  deadline: Observable<unknown> = timer(plan.timeout),
): Observable<StartStep> =>
  defer(() => {
    const { sessionId } = place;
    const { contextId, path, mode, requestTimeout } = plan;
    let baseline: SyncHandle['baseline'];
    let mayHaveArrived = false;
    let tries = 0;
    let delay: number | undefined;
    let history: SyncHistory = { lastSnapshot: undefined, answers: {}, lastDelay: undefined };

    const handleOf = (requestId: string, accepted: boolean): SyncHandle => ({
      ...newHandle(place, plan, asyncScheduler.now()),
      requestId,
      accepted,
      baseline,
    });
    const ended = (error: ContextError): StartStep => {
      const result = failure(Object.assign(error, history));
      return {
        state: mayHaveArrived ? 'lost' : 'refused',
        result: { ...result, handle: handleOf(result.requestId, false) },
      };
    };
    const triedAgain = (warning: ContextError): StartStep => {
      const next = nextDelay(plan, tries, warning);
      delay = next.delay;
      log('debug', { event: 'wait', sessionId, ...next }, `next try in ${next.delay} ms (${next.why})`);
      const handle = handleOf('', false);
      history = { ...history, lastSnapshot: pendingSnapshot(handle, warning) };
      return { state: 'triedAgain', handle, warning };
    };

    const readBaseline = transport
      .readStatus({ sessionId, contextId }, requestTimeout)
      .pipe(tap(({ data }) => (baseline = copyOfTasks(data.filter(ofContext(plan))))));
    const trigger = defer(() => {
      mayHaveArrived = true;
      return transport.trigger({ sessionId, contextId, path, mode }, requestTimeout);
    });
    const oneTry = defer(() => {
      tries += 1;
      mayHaveArrived = false;
      return plan.baseline ? readBaseline.pipe(switchMap(() => trigger)) : trigger;
    }).pipe(
      map(({ requestId }): StartStep => {
        const handle = handleOf(requestId, true);
        return { state: 'accepted', result: { success: true, requestId, handle, errorMessage: '' } };
      }),
      rescue((error) => {
        history = { ...history, answers: counted(history.answers, error), lastDelay: delay };
        mayHaveArrived &&= isTransient(error) && !wasNotTaken(error);
        const isOver = mayHaveArrived || !isTransient(error) || tries >= plan.maxRetries;
        return of(isOver ? ended(error) : triedAgain(error));
      }),
    );
    const late = deadline.pipe(
      map(() => {
        const cause = history.lastSnapshot?.warning;
        return ended(new TimedOut({ operation: 'sync', limit: 'timeout', allowed: plan.timeout }, cause));
      }),
    );
    return merge(late, oneTry.pipe(repeat({ delay: () => timer(delay ?? 0) }))).pipe(
      takeWhile(({ state }) => state === 'triedAgain', true),
      logStart(log),
    );
  });

const counted = (answers: SyncHistory['answers'], { _tag }: ContextError): SyncHistory['answers'] => ({
  ...answers,
  [_tag]: (answers[_tag] ?? 0) + 1,
});
