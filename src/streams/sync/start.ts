import { defer, EMPTY, map, merge, of, repeat, switchMap, takeWhile, tap, timer, type Observable } from 'rxjs';
import { TimedOut } from '../../model/errors/TimedOut.js';
import type { SyncLog } from '../../model/logging/Logger.js';
import type { SyncPlace } from '../../model/sync/SyncHandle.js';
import type { SyncPlan } from '../../model/sync/SyncPlan.js';
import { catchContextError } from '../catchContextError.js';
import { isHeld } from '../polling/Held.js';
import { logDelay, logStart } from './logSync.js';
import { afterStartEvent, beforeStart, type StartEvent } from './startCourse.js';
import {
  acceptedStart,
  endedStart,
  troubledStart,
  waitingStart,
  withBaseline,
  type Starting,
  type StartProgress,
  type StartStep,
} from './startStep.js';
import type { SyncTransport } from './SyncTransport.js';

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
    const starting: Starting = { place, plan };
    let course = beforeStart(plan);
    const take = (happened: StartEvent): void => {
      course = afterStartEvent(course, happened);
    };
    const taken = ({ course: after, step }: StartProgress): StartStep => {
      course = after;
      return step;
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
        course = withBaseline(starting, course, reading.data);
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
      map((answer) =>
        isHeld(answer) ? taken(waitingStart(starting, course, answer.held)) : acceptedStart(starting, course, answer),
      ),
      catchContextError((error) => {
        const progress = troubledStart(starting, course, error);
        if (progress.next) logDelay(log, sessionId, 'try', progress.next);
        return of(taken(progress));
      }),
    );
    const late = deadline.pipe(
      map(() => {
        const facts = { operation: 'sync', limit: 'timeout' as const, allowed: plan.timeout };
        return endedStart(starting, course, new TimedOut(facts, { cause: course.lastSnapshot?.warning }));
      }),
    );
    return merge(late, oneTry.pipe(repeat({ delay: () => timer(course.delay ?? 0) }))).pipe(
      takeWhile(({ state }) => state === 'waiting', true),
      tap((step) => {
        if (step.state !== 'waiting') logStart(log, step.result);
      }),
    );
  });
