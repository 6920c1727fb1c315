import { asyncScheduler, concat, defer, map, merge, of, take, type Observable } from 'rxjs';
import type { ContextError } from '../../../model/errors/ContextError.js';
import type { SyncAdvance } from '../../../model/sync/SyncCheckpoint.js';
import { catchContextError } from '../../catchContextError.js';
import { isHeld, type Held } from '../../polling/Held.js';
import { logDelay, logSnapshot, logStart } from '../logSync.js';
import { pendingSnapshot, rejectedSnapshot } from '../snapshotOf.js';
import { isDeadline, startTooLate, triggerOf } from '../start.js';
import { afterStartEvent, type StartCourse } from '../startCourse.js';
import {
  acceptedStart,
  endedStart,
  handleOf,
  troubledStart,
  waitingStart,
  withBaseline,
  type StartEnds,
} from '../startStep.js';
import { savedBy, thrownBySave } from './savedBy.js';
import { goOn, type Step } from './Step.js';
import { restoreStart, storeStart } from './storedStart.js';

/**
 * How old a baseline may be when the trigger is sent, in ms: what others did meanwhile would pass for what this sync did. A step comes
 * after the one before at once, unless whoever takes them has no time.
 */
const longestReady = 5000;

/** A step of a sync that is not triggered: reads the baseline, or triggers where that was read a moment ago. */
export const stepStart = (step: Step): Observable<SyncAdvance> => {
  const { checkpoint, plan, deadline } = step;
  const before = restoreStart(step, checkpoint);
  const course = checkpoint.phase === 'new' ? afterStartEvent(before, { event: 'try' }) : before;
  const tooLate = (at: StartCourse): SyncAdvance => afterEnd(step, at, endedStart(step, at, startTooLate(plan, at)));
  if (deadline === undefined) return of(tooLate(before));
  return mayTrigger(step)
    ? sendTrigger(step, course, deadline, tooLate)
    : readBaseline(step, course, deadline, tooLate);
};

const mayTrigger = ({ plan, checkpoint: { phase, start } }: Step): boolean =>
  !plan.baseline ||
  (phase === 'ready' && Math.abs(asyncScheduler.now() - (start?.preparedAt ?? -Infinity)) <= longestReady);

type AtDeadline = (course: StartCourse) => SyncAdvance;

const readBaseline = (
  step: Step,
  course: StartCourse,
  deadline: Observable<unknown>,
  tooLate: AtDeadline,
): Observable<SyncAdvance> => {
  const read = step.transport.list.pipe(
    map((reading) => {
      if (isHeld(reading)) return whileHeld(step, course, reading);
      const ready = withBaseline(step, course, reading.data);
      const start = { ...storeStart(ready), preparedAt: asyncScheduler.now() };
      return goOn(step, { phase: 'ready', handle: handleOf(step, ready.baseline), start }, 0);
    }),
    catchContextError((error) => of(afterTrouble(step, course, error))),
  );
  return merge(deadline.pipe(map(() => tooLate(course))), read).pipe(take(1));
};

const sendTrigger = (
  step: Step,
  before: StartCourse,
  deadline: Observable<unknown>,
  tooLate: AtDeadline,
): Observable<SyncAdvance> => {
  const { transport, plan, log, startedAt } = step;
  let course = before;
  const mark = {
    ...step.checkpoint,
    startedAt,
    phase: 'triggering' as const,
    handle: handleOf(step, course.baseline),
    start: storeStart(course),
  };
  const once = defer(() => {
    course = afterStartEvent(course, { event: 'sent' });
    return transport.trigger(triggerOf(step), plan.requestTimeout);
  });
  // By its turn the baseline may be old.
  const inTurn = defer(() => (mayTrigger(step) ? concat(savedBy(step.save, mark), once) : of(undefined)));
  const sent = transport.turn(inTurn).pipe(
    map((answer) => {
      if (answer === undefined) return goOn(step, {}, 0);
      if (isHeld(answer)) return whileHeld(step, course, answer);
      const { result, answeredAt } = acceptedStart(step, course, answer);
      logStart(log, result);
      return goOn(step, { phase: 'following', handle: result.handle, start: { ...storeStart(course), answeredAt } }, 0);
    }),
    catchContextError((error) => of(afterTrouble(step, course, error))),
    thrownBySave(),
  );
  return merge(deadline.pipe(map(() => tooLate(course))), sent).pipe(take(1));
};

/** Nothing was sent; by then, what is known of the list is old. */
const whileHeld = (step: Step, before: StartCourse, { held, delay }: Held): SyncAdvance => {
  const notSent = afterStartEvent(before, { event: 'notSent' });
  const { course, step: waits } = waitingStart(step, notSent, held);
  return goOn(step, { phase: 'new', start: storeStart(course) }, delay, waits.snapshot);
};

const afterTrouble = (step: Step, before: StartCourse, error: ContextError): SyncAdvance => {
  const { course, step: became, next } = troubledStart(step, before, error);
  if (became.state !== 'waiting') return afterEnd(step, course, became);
  const { delay = 0 } = next ?? {};
  if (next) logDelay(step.log, step.place.sessionId, 'try', next);
  const handle = course.baseline && handleOf(step, course.baseline);
  return goOn(step, { phase: 'new', handle, start: storeStart(course) }, delay, became.snapshot);
};

const afterEnd = (step: Step, course: StartCourse, { result, lost }: StartEnds): SyncAdvance => {
  const { handle, error } = result;
  logStart(step.log, result);
  if (error === undefined || (lost !== undefined && !isDeadline(lost))) {
    // Nothing tells whether it arrived but what is listed then.
    const start = { ...storeStart(course), lost: lost?.toJSON() };
    return goOn(step, { phase: 'following', handle, start }, 0, lost && pendingSnapshot(handle, lost));
  }
  const end = rejectedSnapshot(lost === undefined ? 'failed' : 'unconfirmed', handle, error);
  logSnapshot(step.log, end);
  return { snapshot: end };
};
