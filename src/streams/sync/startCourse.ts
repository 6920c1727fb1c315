import type { ContextError } from '../../model/errors/ContextError.js';
import { isTransient } from '../../model/errors/isTransient.js';
import type { SyncHandle } from '../../model/sync/SyncHandle.js';
import type { SyncPlan } from '../../model/sync/SyncPlan.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import { isSafeToRetry } from '../polling/isSafeToRetry.js';
import { countAnswer } from '../polling/pollState.js';

/** All that is known of a sync that is being started. A plain value: whatever happens makes the next one from it. */
export interface StartCourse {
  /** How it is to be followed, by all that is known. */
  readonly plan: SyncPlan;
  readonly baseline: SyncHandle['baseline'];
  /** The trigger was held since the baseline was read: what others did meanwhile is not in it. */
  readonly isBaselineOld: boolean;
  /** The trigger was sent, and nothing says that it was not taken. */
  readonly mayHaveArrived: boolean;
  readonly tries: number;
  /** Milliseconds from this try to the next one. */
  readonly delay?: number | undefined;
  /** How many tries were answered by which errors. */
  readonly answers: Readonly<Record<string, number>>;
  /** The delay before the last try that was answered; undefined where it was the first. */
  readonly lastDelay?: number | undefined;
  readonly lastSnapshot?: SyncSnapshot | undefined;
}

/** What happens to a start. */
export type StartEvent =
  | { readonly event: 'try' }
  | { readonly event: 'baseline'; readonly baseline: SyncHandle['baseline']; readonly plan: SyncPlan }
  | { readonly event: 'trigger'; readonly isHeld: boolean }
  /** Its turn came, but the baseline is old. */
  | { readonly event: 'notSent' }
  | { readonly event: 'sent' }
  | { readonly event: 'error'; readonly error: ContextError }
  | { readonly event: 'waiting'; readonly snapshot: SyncSnapshot; readonly delay?: number | undefined };

/** What is known before the first try. */
export const beforeStart = (plan: SyncPlan): StartCourse => ({
  plan,
  baseline: undefined,
  isBaselineOld: false,
  mayHaveArrived: false,
  tries: 0,
  answers: {},
});

/** Adds what happened to what is known. */
export const afterStartEvent = (before: StartCourse, happened: StartEvent): StartCourse => {
  switch (happened.event) {
    case 'try':
      return { ...before, tries: before.tries + 1, mayHaveArrived: false };
    case 'baseline':
      return { ...before, baseline: happened.baseline, plan: happened.plan, isBaselineOld: false };
    case 'trigger':
      return { ...before, isBaselineOld: happened.isHeld };
    case 'notSent':
      // No try, and the next one is due at once.
      return { ...before, tries: before.tries - 1, delay: 0 };
    case 'sent':
      return { ...before, mayHaveArrived: true };
    case 'error':
      return {
        ...before,
        answers: countAnswer(before.answers, happened.error._tag),
        lastDelay: before.delay,
        mayHaveArrived: before.mayHaveArrived && isTransient(happened.error) && !isSafeToRetry(happened.error),
      };
    case 'waiting':
      return { ...before, lastSnapshot: happened.snapshot, delay: happened.delay ?? before.delay };
  }
};

/** Whether a start that ended in an error may be tried again: never where it may have arrived. */
export const mayTryAgain = ({ mayHaveArrived, tries, plan }: StartCourse, error: ContextError): boolean =>
  !mayHaveArrived && isTransient(error) && tries < plan.maxRetries;
