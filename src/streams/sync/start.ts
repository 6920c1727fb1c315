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
import { delayAfter, type NextDelay } from '../polling/pollTimes.js';
import { logDelay, logStart } from './logSync.js';
import { contextFilter } from './matching/taskFilter.js';
import { nextStep } from './nextStep.js';
import { planFor } from './planFor.js';
import { pendingSnapshot } from './snapshotOf.js';
import { afterStartEvent, beforeStart, mayTryAgain, type StartEvent } from './startCourse.js';
import type { TriggerAnswer } from './readings/StatusSource.js';
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
      /** What makes it `lost`, for those who follow it: without the advice to do so. */
      readonly lost?: ContextError | undefined;
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
    let course = beforeStart(plan);
    const take = (happened: StartEvent): void => {
      course = afterStartEvent(course, happened);
    };
    const handleOf = (requestId: string, accepted: boolean, baseline = course.baseline): SyncHandle => ({
      ...newHandle(place, plan, asyncScheduler.now()),
      requestId,
      accepted,
      baseline,
    });
    const accepted = ({ requestId, answeredAt }: TriggerAnswer): StartStep => {
      const result = { success: true, requestId, handle: handleOf(requestId, true), errorMessage: '' } as const;
      return { state: 'accepted', result, plan: course.plan, answeredAt };
    };
    const ended = (error: ContextError): StartStep => {
      const { baseline, mayHaveArrived, lastSnapshot, answers, lastDelay } = course;
      const state = mayHaveArrived ? 'unconfirmed' : 'failed';
      const advice = nextStep(state, error, { accepted: false, baseline });
      const result = failure(withHistory(error, { lastSnapshot, answers, lastDelay }, advice));
      return {
        state: mayHaveArrived ? 'lost' : 'refused',
        result: { ...result, state, handle: handleOf(result.requestId, false) },
        lost: mayHaveArrived ? error : undefined,
        plan: course.plan,
      };
    };
    const waiting = (warning: ContextError, delay?: number): StartStep => {
      const snapshot = pendingSnapshot(handleOf('', false), warning);
      take({ event: 'waiting', snapshot, delay });
      return { state: 'waiting', snapshot };
    };
    const tryAgain = (warning: ContextError): StartStep => {
      const next = delayAfterTry(plan, course.tries, warning);
      logDelay(log, sessionId, 'try', next);
      return waiting(warning, next.delay);
    };

    const trigger = turn(
      defer(() => {
        take({ event: course.isBaselineOld ? 'notSent' : 'sent' });
        return course.mayHaveArrived ? request({ sessionId, contextId, path, mode }, requestTimeout) : EMPTY;
      }),
    );
    const readAndTrigger = list.pipe(
      switchMap((reading) => {
        if (isHeld(reading)) return of(reading);
        const baseline = copyOfTasks(reading.data.filter(contextFilter(plan)));
        take({ event: 'baseline', baseline, plan: planFor(plan, handleOf('', false, baseline), 0) });
        return trigger.pipe(
          tap((answer) => {
            take({ event: 'trigger', isHeld: isHeld(answer) });
          }),
        );
      }),
    );
    const oneTry = defer(() => {
      take({ event: 'try' });
      return plan.baseline ? admit(readAndTrigger) : trigger;
    }).pipe(
      map((answer) => (isHeld(answer) ? waiting(answer.held) : accepted(answer))),
      catchContextError((error) => {
        take({ event: 'error', error });
        return of(mayTryAgain(course, error) ? tryAgain(error) : ended(error));
      }),
    );
    const late = deadline.pipe(
      map(() => {
        const facts = { operation: 'sync', limit: 'timeout' as const, allowed: plan.timeout };
        return ended(new TimedOut(facts, { cause: course.lastSnapshot?.warning }));
      }),
    );
    return merge(late, oneTry.pipe(repeat({ delay: () => timer(course.delay ?? 0) }))).pipe(
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
