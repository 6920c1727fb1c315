import { asyncScheduler, map, merge, of, take, type Observable } from 'rxjs';
import { errorFromJSON } from '../../../model/json/fromJSON.js';
import type { ContextError } from '../../../model/errors/ContextError.js';
import { Unavailable } from '../../../model/errors/Unavailable.js';
import type { SyncAdvance } from '../../../model/sync/SyncCheckpoint.js';
import type { SyncHandle } from '../../../model/sync/SyncHandle.js';
import type { SyncSnapshot } from '../../../model/sync/SyncSnapshot.js';
import { isHeld } from '../../polling/Held.js';
import {
  afterDeadline,
  afterPoll,
  beforePolls,
  whileHeld,
  type PollAnswer,
  type PollState,
} from '../../polling/pollState.js';
import { delayFrom } from '../../polling/pollTimes.js';
import { pauseAfter, poll } from '../../polling/pollUntil.js';
import { logDelay, logSnapshot } from '../logSync.js';
import type { ListReading } from '../matching/judge.js';
import type { SyncCourse } from '../matching/SyncCourse.js';
import { planFor } from '../planFor.js';
import { pendingSnapshot, snapshotOf } from '../snapshotOf.js';
import { syncTarget } from '../syncTarget.js';
import { goOn, type Step } from './Step.js';
import { isBeforeTime, restoreCourse, storeCourse } from './storedCourse.js';
import { waitingSnapshot } from './storedStart.js';

/** A step of a sync that is triggered, or may be: one poll. */
export const stepFollow = (step: Step, found: SyncHandle): Observable<SyncAdvance> => {
  const { checkpoint, transport, log, deadline } = step;
  const { phase, course: stored, start } = checkpoint;
  const handle = phase === 'triggering' ? { ...found, sent: true } : found;
  const { monotonicNow } = transport;
  const lost = phase === 'triggering' ? neverAnswered() : start?.lost && errorFromJSON(start.lost);
  const age = asyncScheduler.now() - handle.triggeredAt;
  const plan = planFor(step.plan, handle, 0);
  const from = { handle, plan, age, lost, answeredAt: start?.answeredAt };
  const target = syncTarget(transport.list, from);
  const before = stored ? restoreCourse(from, stored) : beforePolls(target, age);
  const { rows = [], ticks = 0 } = stored ?? {};
  const shown = stored ? snapshotOf(before, undefined, rows) : shownAtStart(step, handle, lost);
  const isEarly = stored !== undefined && isBeforeTime(stored, age);
  const beganAt = monotonicNow();
  const elapsed = (): number => Math.round(age + monotonicNow() - beganAt);

  const told = (state: PollState<SyncCourse>, count = ticks, isPoll = false): SyncAdvance => {
    const snapshot = snapshotOf(state, shown, rows);
    if (snapshot.done || isPoll) logSnapshot(log, snapshot);
    if (snapshot.done) return { snapshot };
    const { delay } = state.next ?? { delay: 0 };
    const next = {
      phase: 'following' as const,
      handle: state.seen.handle,
      start: start && { ...start, lost: lost?.toJSON() },
      course: isPoll ? storeCourse(state, count, snapshot, stored) : stored,
    };
    return goOn(step, next, delay, snapshot);
  };
  const afterAnswer = (answer: PollAnswer<ListReading>): SyncAdvance => {
    // It waits in the store, not here.
    if (isHeld(answer))
      return told({ ...whileHeld(before, answer, elapsed()), next: { ...answer, why: 'Retry-After' } });
    const tick = { at: beganAt, count: ticks + 1 };
    const { count, ...next } = delayFrom(plan.retryInterval, tick, monotonicNow(), pauseAfter(answer));
    const state = afterPoll(target, plan, before, answer, { elapsed: elapsed(), next });
    if (state.end === undefined) logDelay(log, handle.sessionId, 'poll', next);
    return told(state, count, true);
  };
  const tooLate = () => told(afterDeadline(target, plan, before, elapsed()));
  if (deadline === undefined) return of(tooLate());
  const answers = poll(transport.list, { isEarly }).pipe(map(afterAnswer));
  return merge(deadline.pipe(map(tooLate)), answers).pipe(take(1));
};

/** The last snapshot before the first poll. */
const shownAtStart = (step: Step, handle: SyncHandle, lost: ContextError | undefined): SyncSnapshot | undefined => {
  const { start } = step.checkpoint;
  return lost ? pendingSnapshot(handle, lost) : start && waitingSnapshot(step, start, handle.baseline);
};

/** Why it is not known whether a trigger arrived that was marked, and no more. */
const neverAnswered = (): Unavailable =>
  new Unavailable({
    operation: 'SyncContext',
    code: '',
    serviceMessage: 'who was to send it stopped before its answer was kept',
    requestId: '',
  });
