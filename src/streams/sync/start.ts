import { defer, EMPTY, map, merge, of, repeat, switchMap, takeWhile, tap, timer, type Observable } from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import { TimedOut } from '../../model/errors/TimedOut.js';
import type { SyncLog } from '../../model/logging/Logger.js';
import type { SyncHandle } from '../../model/sync/SyncHandle.js';
import type { SyncPlan } from '../../model/sync/SyncPlan.js';
import { catchContextError } from '../catchContextError.js';
import { isHeld, type Held } from '../polling/Held.js';
import { unlessHeldLong } from '../polling/unlessHeldLong.js';
import { logDelay, logStart } from './logSync.js';
import { afterStartEvent, beforeStart, type StartCourse, type StartEvent } from './startCourse.js';
import {
  acceptedStart,
  endedStart,
  preparedStart,
  troubledStart,
  waitingStart,
  withBaseline,
  type Starting,
  type StartEnds,
  type StartPrepared,
  type StartProgress,
  type StartStep,
  type StartWaits,
} from './startStep.js';
import type { SyncTransport } from './SyncTransport.js';

/**
 * Reads the baseline and triggers a sync: a step for each try that is repeated, then one with the result, whatever happens.
 * It is tried again, from the baseline on, through transient trouble of the baseline, where the service surely did not take the
 * trigger, and where that was held: what others do meanwhile must not pass for what this sync did.
 */
export const start = (
  { list, trigger: request, turn, admit }: Pick<SyncTransport, 'list' | 'trigger' | 'turn' | 'admit'>,
  starting: Starting,
  log: SyncLog,
  deadline?: Observable<unknown>,
): Observable<StartWaits | StartEnds> => {
  const { plan } = starting;
  const triggerOnce = (start: StartState) =>
    turn(
      defer(() => {
        start.take({ event: start.course.isBaselineOld ? 'notSent' : 'sent' });
        return start.course.mayHaveArrived ? request(triggerOf(starting), plan.requestTimeout) : EMPTY;
      }),
    );
  const readAndTrigger = (start: StartState) =>
    list.pipe(
      switchMap((reading) => {
        if (isHeld(reading)) return of(reading);
        start.course = withBaseline(starting, start.course, reading.data);
        return triggerOnce(start).pipe(
          tap((answer) => {
            start.take({ event: 'trigger', isHeld: isHeld(answer) });
          }),
        );
      }),
    );
  return untilStarted(starting, log, deadline, (start) => {
    const answers = plan.baseline ? admit(readAndTrigger(start)) : triggerOnce(start);
    return answers.pipe(map((answer) => (isHeld(answer) ? answer : acceptedStart(starting, start.course, answer))));
  }).pipe(
    tap((step) => {
      if (step.state !== 'waiting') logStart(log, step.result);
    }),
  );
};

/** The first half of it: reads the baseline, through transient trouble. */
export const prepare = (
  { list }: Pick<SyncTransport, 'list'>,
  starting: Starting,
  log: SyncLog,
): Observable<StartWaits | StartPrepared | StartEnds> =>
  untilStarted(starting, log, undefined, (start) => {
    if (!starting.plan.baseline) return of(preparedStart(starting, start.course));
    return list.pipe(
      map((reading) => {
        if (isHeld(reading)) return reading;
        start.course = withBaseline(starting, start.course, reading.data);
        return preparedStart(starting, start.course, reading.requestId);
      }),
    );
  });

/** The second half: triggers what was prepared, once. */
export const trigger = (
  { trigger: request, turn }: Pick<SyncTransport, 'trigger' | 'turn'>,
  starting: Starting,
  baseline: SyncHandle['baseline'],
  log: SyncLog,
): Observable<StartEnds> =>
  defer(() => {
    const { plan } = starting;
    let course: StartCourse = { ...beforeStart(plan), baseline };
    const once = defer(() => {
      course = afterStartEvent(course, { event: 'sent' });
      return request(triggerOf(starting), plan.requestTimeout);
    });
    return turn(once).pipe(
      unlessHeldLong('SyncContext', plan.requestTimeout),
      map((answer) => acceptedStart(starting, course, answer)),
      catchContextError((error) => of(endedStart(starting, afterStartEvent(course, { event: 'error', error }), error))),
      tap(({ result }) => {
        logStart(log, result);
      }),
    );
  });

/** What the trigger asks for. */
export const triggerOf = ({ place: { sessionId }, plan: { contextId, path, mode } }: Starting) => ({
  sessionId,
  contextId,
  path,
  mode,
});

/** What is known of a start, as it goes on. */
interface StartState {
  course: StartCourse;
  readonly take: (happened: StartEvent) => void;
}

/** Makes tries until one of them ends it, or the deadline does. */
const untilStarted = <End extends StartStep>(
  starting: Starting,
  log: SyncLog,
  deadline: Observable<unknown> = timer(starting.plan.timeout),
  oneTry: (start: StartState) => Observable<End | Held>,
): Observable<End | StartWaits | StartEnds> =>
  defer(() => {
    const { plan, place } = starting;
    const start: StartState = {
      course: beforeStart(plan),
      take: (happened) => {
        start.course = afterStartEvent(start.course, happened);
      },
    };
    const taken = <Step extends StartStep>({ course, step }: StartProgress<Step>): Step => {
      start.course = course;
      return step;
    };
    const tries = defer(() => {
      start.take({ event: 'try' });
      return oneTry(start);
    }).pipe(
      map((answer) => (isHeld(answer) ? taken(waitingStart(starting, start.course, answer.held)) : answer)),
      catchContextError((error) => {
        const progress = troubledStart(starting, start.course, error);
        if (progress.next) logDelay(log, place.sessionId, 'try', progress.next);
        return of(taken(progress));
      }),
      repeat({ delay: () => timer(start.course.delay ?? 0) }),
    );
    const late = deadline.pipe(map(() => endedStart(starting, start.course, startTooLate(plan, start.course))));
    return merge(late, tries).pipe(takeWhile(({ state }) => state === 'waiting', true));
  });

/** What a start ends with at its deadline. */
export const startTooLate = ({ timeout }: Pick<SyncPlan, 'timeout'>, { lastSnapshot }: StartCourse): TimedOut =>
  new TimedOut({ operation: 'sync', limit: 'timeout', allowed: timeout }, { cause: lastSnapshot?.warning });

/** Whether it is what {@link startTooLate} says. */
export const isDeadline = (error: ContextError): boolean => error._tag === 'TimedOut' && error.limit === 'timeout';
