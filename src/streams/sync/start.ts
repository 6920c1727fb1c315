import {
  asyncScheduler,
  defer,
  EMPTY,
  map,
  merge,
  of,
  repeat,
  switchMap,
  takeWhile,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import { isTransient } from '../../model/errors/isTransient.js';
import { retryAfterOf } from '../../model/errors/retryAfterOf.js';
import { TimedOut } from '../../model/errors/TimedOut.js';
import { withHistory } from '../../model/errors/withHistory.js';
import type { SyncLog } from '../../model/logging/Logger.js';
import { failure } from '../../model/results/Result.js';
import { copyOfTasks, newHandle, type SyncHandle, type SyncPlace } from '../../model/sync/SyncHandle.js';
import type { SyncPlan } from '../../model/sync/SyncPlan.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import type { SyncStartResult } from '../../model/sync/SyncStartResult.js';
import { catchContextError } from '../catchContextError.js';
import { isHeld } from '../polling/Held.js';
import { isSafeToRetry } from '../polling/isSafeToRetry.js';
import { countAnswer } from '../polling/pollState.js';
import { delayAfter, type NextDelay } from '../polling/pollTimes.js';
import { logDelay, logStart } from './logSync.js';
import { contextFilter } from './matching/taskFilter.js';
import { nextStep } from './nextStep.js';
import { planFor } from './planFor.js';
import { pendingSnapshot } from './snapshotOf.js';
import type { SyncTransport } from './SyncTransport.js';

/** What became of one try to start. */
export type StartStep =
  | {
      /** It is tried again, or held. */
      readonly state: 'waiting';
      readonly snapshot: SyncSnapshot;
    }
  | {
      /** `accepted`, `refused` where the service surely did not take it, `lost` where that is not known. */
      readonly state: 'accepted' | 'refused' | 'lost';
      readonly result: SyncStartResult;
      /** How it is to be followed, by all that is known of it. */
      readonly plan: SyncPlan;
      /** When the trigger was answered, in ms, by the service's own clock; undefined where it does not say. */
      readonly answeredAt?: number | undefined;
    };

/**
 * Reads the baseline and triggers a sync: a step for each try that is repeated, then one with the result, whatever happens.
 * It is tried again, from the baseline on, through transient trouble of the baseline, where the service surely did not take the
 * trigger, and where that was held: what others do meanwhile must not pass for what this sync did.
 */
export const start = (
  { list, trigger: request, turn, admit }: Pick<SyncTransport, 'list' | 'trigger' | 'turn' | 'admit'>,
  place: SyncPlace,
  plan: SyncPlan,
  log: SyncLog,
  deadline: Observable<unknown> = timer(plan.timeout),
): Observable<StartStep> =>
  defer(() => {
    const { sessionId } = place;
    const { contextId, path, mode, requestTimeout } = plan;
    let baseline: SyncHandle['baseline'];
    let planNow = plan;
    let mayHaveArrived = false;
    let isBaselineOld = false;
    let tries = 0;
    let delay: number | undefined;
    let lastDelay: number | undefined;
    let lastSnapshot: SyncSnapshot | undefined;
    let answers: Readonly<Record<string, number>> = {};

    const handleOf = (requestId: string, accepted: boolean): SyncHandle => ({
      ...newHandle(place, plan, asyncScheduler.now()),
      requestId,
      accepted,
      baseline,
    });
    const ended = (error: ContextError): StartStep => {
      const advice = nextStep(mayHaveArrived ? 'unconfirmed' : 'failed', error);
      const result = failure(withHistory(error, { lastSnapshot, answers, lastDelay }, advice));
      return {
        state: mayHaveArrived ? 'lost' : 'refused',
        result: { ...result, handle: handleOf(result.requestId, false) },
        plan: planNow,
      };
    };
    const waiting = (warning: ContextError): StartStep => {
      const snapshot = pendingSnapshot(handleOf('', false), warning);
      lastSnapshot = snapshot;
      return { state: 'waiting', snapshot };
    };
    const tryAgain = (warning: ContextError): StartStep => {
      const next = delayAfterTry(plan, tries, warning);
      delay = next.delay;
      logDelay(log, sessionId, 'try', next);
      return waiting(warning);
    };

    const trigger = turn(
      defer(() => {
        if (isBaselineOld) {
          // No try: nothing was sent.
          tries -= 1;
          delay = 0;
          return EMPTY;
        }
        mayHaveArrived = true;
        return request({ sessionId, contextId, path, mode }, requestTimeout);
      }),
    );
    const readAndTrigger = list.pipe(
      switchMap((reading) => {
        if (isHeld(reading)) return of(reading);
        isBaselineOld = false;
        baseline = copyOfTasks(reading.data.filter(contextFilter(plan)));
        planNow = planFor(plan, handleOf('', false), 0);
        return trigger.pipe(tap((answer) => (isBaselineOld = isHeld(answer))));
      }),
    );
    const oneTry = defer(() => {
      tries += 1;
      mayHaveArrived = false;
      return plan.baseline ? admit(readAndTrigger) : trigger;
    }).pipe(
      map((answer): StartStep => {
        if (isHeld(answer)) return waiting(answer.held);
        const { requestId, answeredAt } = answer;
        const handle = handleOf(requestId, true);
        const result = { success: true, requestId, handle, errorMessage: '' } as const;
        return { state: 'accepted', result, plan: planNow, answeredAt };
      }),
      catchContextError((error) => {
        answers = countAnswer(answers, error._tag);
        lastDelay = delay;
        mayHaveArrived &&= isTransient(error) && !isSafeToRetry(error);
        const isOver = mayHaveArrived || !isTransient(error) || tries >= plan.maxRetries;
        return of(isOver ? ended(error) : tryAgain(error));
      }),
    );
    const late = deadline.pipe(
      map(() => {
        const facts = { operation: 'sync', limit: 'timeout' as const, allowed: plan.timeout };
        return ended(new TimedOut(facts, { cause: lastSnapshot?.warning }));
      }),
    );
    return merge(late, oneTry.pipe(repeat({ delay: () => timer(delay ?? 0) }))).pipe(
      takeWhile(({ state }) => state === 'waiting', true),
      tap((step) => {
        if (step.state !== 'waiting') logStart(log, step.result);
      }),
    );
  });

/** What the plan says, or what the service asked for where that is longer. */
const delayAfterTry = ({ retryInterval }: SyncPlan, tries: number, error: ContextError): NextDelay => {
  const planned = delayAfter(retryInterval, tries);
  const asked = retryAfterOf(error);
  return asked > planned ? { delay: asked, why: 'Retry-After' } : { delay: planned, why: 'retryInterval' };
};
