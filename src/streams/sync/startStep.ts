import { asyncScheduler } from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import { retryAfterOf } from '../../model/errors/retryAfterOf.js';
import { withHistory } from '../../model/errors/withHistory.js';
import { failure } from '../../model/results/Result.js';
import { copyOfTasks, newHandle, type SyncHandle, type SyncPlace } from '../../model/sync/SyncHandle.js';
import type { SyncPlan } from '../../model/sync/SyncPlan.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import type { SyncStartResult } from '../../model/sync/SyncStartResult.js';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import { delayAfter, type NextDelay } from '../polling/pollTimes.js';
import { contextFilter } from './matching/taskFilter.js';
import { nextStep } from './nextStep.js';
import { planFor } from './planFor.js';
import { pendingSnapshot } from './snapshotOf.js';
import { afterStartEvent, mayTryAgain, type StartCourse } from './startCourse.js';
import type { TriggerAnswer } from './readings/StatusSource.js';

/** What became of one try to start. */
export type StartStep = StartWaits | StartPrepared | StartEnds;

/** It is tried again, or held. */
export interface StartWaits {
  readonly state: 'waiting';
  readonly snapshot: SyncSnapshot;
}

/** The baseline is read, where it was asked for, and nothing is triggered. */
export interface StartPrepared {
  readonly state: 'prepared';
  readonly requestId: string;
  readonly handle: SyncHandle;
}

/** `accepted`, `refused` where the service surely did not take it, `lost` where that is not known. */
export interface StartEnds {
  readonly state: 'accepted' | 'refused' | 'lost';
  readonly result: SyncStartResult;
  /** What makes it `lost`, for those who follow it: without the advice to do so. */
  readonly lost?: ContextError | undefined;
  /** How it is to be followed, by all that is known of it. */
  readonly plan: SyncPlan;
  /** When the trigger was answered, in ms, by the service's own clock; undefined where it does not say. */
  readonly answeredAt?: number | undefined;
}

/** What is to be started. */
export interface Starting {
  readonly place: SyncPlace;
  readonly plan: SyncPlan;
}

/** The handle of a sync that is being started, by what is known of it. */
export const handleOf = (
  { place, plan }: Starting,
  baseline: SyncHandle['baseline'],
  { requestId, accepted }: Pick<SyncHandle, 'requestId' | 'accepted'> = { requestId: '', accepted: false },
): SyncHandle => ({ ...newHandle(place, plan, asyncScheduler.now()), requestId, accepted, baseline });

/** Keeps what is listed under its context before the trigger. */
export const withBaseline = (
  starting: Starting,
  course: StartCourse,
  listed: readonly ContextStatusData[],
): StartCourse => {
  const { plan } = starting;
  const baseline = copyOfTasks(listed.filter(contextFilter(plan)));
  const replanned = planFor(plan, handleOf(starting, baseline), 0);
  return afterStartEvent(course, { event: 'baseline', baseline, plan: replanned });
};

/** It can be triggered. */
export const preparedStart = (starting: Starting, { baseline }: StartCourse, requestId = ''): StartPrepared => ({
  state: 'prepared',
  requestId,
  handle: handleOf(starting, baseline),
});

/** The service took the trigger. */
export const acceptedStart = (
  starting: Starting,
  { baseline, plan }: StartCourse,
  { requestId, answeredAt }: TriggerAnswer,
): StartEnds => {
  const handle = handleOf(starting, baseline, { requestId, accepted: true });
  return { state: 'accepted', result: { success: true, requestId, handle, errorMessage: '' }, plan, answeredAt };
};

/** It is not tried again. */
export const endedStart = (starting: Starting, course: StartCourse, error: ContextError): StartEnds => {
  const { baseline, mayHaveArrived, lastSnapshot, answers, lastDelay, plan } = course;
  const state = mayHaveArrived ? 'unconfirmed' : 'failed';
  const advice = nextStep(state, error, { accepted: false, baseline });
  const result = failure(withHistory(error, { lastSnapshot, answers, lastDelay }, advice));
  const handle = handleOf(starting, baseline, { requestId: result.requestId, accepted: false });
  const ended = mayHaveArrived ? { ...handle, sent: true } : handle;
  return {
    state: mayHaveArrived ? 'lost' : 'refused',
    result: { ...result, state, handle: ended },
    lost: mayHaveArrived ? error : undefined,
    plan,
  };
};

/** What happened, and what is known then. */
export interface StartProgress<Step extends StartStep> {
  readonly course: StartCourse;
  readonly step: Step;
  /** When it is tried again. */
  readonly next?: NextDelay | undefined;
}

/** It waits, with a warning that says for what. */
export const waitingStart = (
  starting: Starting,
  course: StartCourse,
  warning: ContextError,
  delay?: number,
): StartProgress<StartWaits> => {
  const snapshot = pendingSnapshot(handleOf(starting, course.baseline), warning);
  return {
    course: afterStartEvent(course, { event: 'waiting', snapshot, delay }),
    step: { state: 'waiting', snapshot },
  };
};

/** A request ended with an error: it is tried again, or that is the end. */
export const troubledStart = (
  starting: Starting,
  before: StartCourse,
  error: ContextError,
): StartProgress<StartWaits | StartEnds> => {
  const course = afterStartEvent(before, { event: 'error', error });
  if (!mayTryAgain(course, error)) return { course, step: endedStart(starting, course, error) };
  const next = delayAfterTry(starting.plan, course.tries, error);
  return { ...waitingStart(starting, course, error, next.delay), next };
};

/** What the plan says, or what the service asked for where that is longer. */
const delayAfterTry = ({ retryInterval }: SyncPlan, tries: number, error: ContextError): NextDelay => {
  const planned = delayAfter(retryInterval, tries);
  const asked = retryAfterOf(error);
  return asked > planned ? { delay: asked, why: 'Retry-After' } : { delay: planned, why: 'retryInterval' };
};
