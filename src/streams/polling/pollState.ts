import type { ContextError } from '../../model/errors/ContextError.js';
import { isTransient } from '../../model/errors/isTransient.js';
import { TimedOut, type TimedOutFacts } from '../../model/errors/TimedOut.js';
import type { PollEnd, PollMoment, PollTarget } from './PollTarget.js';
import type { Held } from './Held.js';
import type { NextDelay, PollTick } from './pollTimes.js';

/** All that is known at one moment. A plain value: each poll makes the next one from it. */
export interface PollState<Seen> extends PollMoment {
  readonly seen: Seen;
  /** The poll that was due last is held. */
  readonly isHeld?: boolean;
  /** Why the last poll failed, or the next one is held; it may be answered. */
  readonly warning?: ContextError | undefined;
  /** How many polls were answered how: well (`list`), or by an error (its `_tag`). */
  readonly answers: Readonly<Record<string, number>>;
  /** The delay before the last poll, in ms; undefined where there was only one. */
  readonly lastDelay?: number | undefined;
  /** The delay after it. */
  readonly next?: NextDelay | undefined;
  readonly end?: PollEnd | undefined;
}

/** What one poll brought: what was read, or the error in its place; or that it is held, for one of them comes later. */
export type PollAnswer<Reading> = PollOutcome<Reading> | Held;

/** How a poll ended. */
export type PollOutcome<Reading> = Partial<PollTick> &
  ({ readonly reading: Reading } | { readonly error: ContextError });

/** When a poll was answered, and the next one comes. */
export interface PollTiming {
  /** Milliseconds since the service took the request. */
  readonly elapsed: number;
  readonly next?: NextDelay | undefined;
}

/** What bounds the polling. */
export interface PollLimits {
  /** The most polls that are made. */
  readonly maxRetries?: number;
  /** How long the whole may take, in ms. */
  readonly timeout: number;
}

/** What is known before the first poll. */
export const beforePolls = <Seen>({ first }: Pick<PollTarget<Seen, never>, 'first'>, age = 0): PollState<Seen> => ({
  seen: first,
  polls: 0,
  elapsed: Math.max(age, 0),
  answers: {},
});

/** Takes the outcome of a poll in, and says whether it ends the polling. */
export const afterPoll = <Seen, Reading>(
  target: PollTarget<Seen, Reading>,
  { maxRetries = Infinity }: Pick<PollLimits, 'maxRetries'>,
  before: PollState<Seen>,
  answer: PollOutcome<Reading>,
  { elapsed, next }: PollTiming,
): PollState<Seen> => {
  const isError = 'error' in answer;
  const moment = {
    polls: before.polls + 1,
    elapsed: Math.max(elapsed, before.elapsed),
    isEarly: answer.isEarly ?? false,
  };
  const seen = isError ? before.seen : target.take(before.seen, answer.reading, moment);
  const state: PollState<Seen> = {
    seen,
    polls: moment.polls,
    elapsed: moment.elapsed,
    isEarly: moment.isEarly,
    isHeld: false,
    warning: isError && isTransient(answer.error) ? answer.error : undefined,
    answers: countAnswer(before.answers, isError ? answer.error._tag : 'list'),
    lastDelay: before.next?.delay,
    next,
    end: isError ? endByError(target, seen, answer.error) : target.endOf(seen),
  };
  return state.end === undefined && state.polls >= maxRetries
    ? stopped(target, state, { limit: 'maxRetries', allowed: state.polls })
    : state;
};

/** While a poll is held it is none yet. */
export const whileHeld = <Seen>(before: PollState<Seen>, { held }: Held, elapsed: number): PollState<Seen> => ({
  ...before,
  elapsed: Math.max(elapsed, before.elapsed),
  isHeld: true,
  warning: held,
});

/** The counts of answers with one more of a kind. */
export const countAnswer = (
  answers: Readonly<Record<string, number>>,
  kind: string,
): Readonly<Record<string, number>> => ({ ...answers, [kind]: (answers[kind] ?? 0) + 1 });

/** What of a target is asked when polling stops. */
type Stopping<Seen> = Pick<PollTarget<Seen, unknown>, 'operation' | 'failureIn' | 'lost'>;

/** Ends the polling at its deadline. */
export const afterDeadline = <Seen>(
  target: Stopping<Seen>,
  { timeout }: Pick<PollLimits, 'timeout'>,
  before: PollState<Seen>,
  elapsed: number,
): PollState<Seen> => {
  const state = { ...before, elapsed: Math.max(elapsed, before.elapsed) };
  return stopped(target, state, { limit: 'timeout', allowed: timeout });
};

const endByError = <Seen>({ failureIn }: Stopping<Seen>, seen: Seen, error: ContextError): PollEnd | undefined =>
  isTransient(error) ? undefined : { error: failureIn?.(seen, error) ?? error };

const stopped = <Seen>(
  { operation, failureIn, lost }: Stopping<Seen>,
  { warning, ...state }: PollState<Seen>,
  limit: Pick<TimedOutFacts, 'limit' | 'allowed'>,
): PollState<Seen> => {
  const timedOut = () => new TimedOut({ operation, polls: state.polls, ...limit }, { cause: warning ?? lost });
  return { ...state, end: { error: failureIn?.(state.seen, warning) ?? timedOut() } };
};
