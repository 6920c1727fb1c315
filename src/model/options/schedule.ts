import { InvalidRequest } from '../errors/InvalidRequest.js';
import { milliseconds, type Rule } from './rules.js';

/** What a schedule can go by, beside the number of the poll. */
export interface ScheduleFacts {
  /** Milliseconds since the trigger was accepted, when the poll is due. */
  readonly elapsed: number;
  /**
   * How long earlier tasks of the same context, path and type took that succeeded, in milliseconds, the newest last: as the status
   * list told it before the trigger, in whole seconds. Of a sync of all contexts, those of all. Empty where nothing is known, and
   * where it is no sync that is awaited.
   */
  readonly history: readonly number[];
}

/**
 * The delay after each poll, in milliseconds; `poll` counts from 1, the polls that a slow one made us skip included. It is asked
 * for all delays before anything is sent, with an empty `history`. One that declares `facts` is asked for them again when the list was
 * read, before the trigger is sent.
 */
export type Schedule = (poll: number, facts: ScheduleFacts) => number;

/** Milliseconds between polls, or a schedule of them. */
export const interval: Rule<number | Schedule> = (option, value) =>
  typeof value === 'function' ? (value as Schedule) : milliseconds()(option, value);

/** The same for all that a client waits for. Of a schedule, the first delay shows whether it gives any. */
export const pacingRule: Rule<number | Schedule> = (option, value) => {
  if (typeof value !== 'function') return milliseconds(1)(option, value);
  delaysFrom(value as Schedule, nothingKnown, option).next();
  return value as Schedule;
};

/** The most polls that a schedule is asked for. */
export const mostPolls = 1_000_000;

/** What is known where nothing is. */
export const nothingKnown: ScheduleFacts = { elapsed: 0, history: [] };

/** A schedule that goes by more than the number of the poll. */
export const takesFacts = (schedule: Schedule): boolean => schedule.length > 1;

/**
 * Asks a schedule for the delays after its polls, one after the other; `facts` are those of the first poll.
 *
 * @throws {@link InvalidRequest} if it throws, or gives what is no delay.
 */
export function* delaysFrom(
  schedule: Schedule,
  { elapsed, history }: ScheduleFacts,
  option = 'retryInterval',
): Generator<number, never> {
  for (let poll = 1, at = elapsed; ; poll++) {
    const delay = milliseconds()(option, callSchedule(option, schedule, poll, { elapsed: at, history }));
    yield delay;
    at += delay;
  }
}

const callSchedule = (option: string, schedule: Schedule, poll: number, facts: ScheduleFacts): unknown => {
  try {
    return schedule(poll, facts);
  } catch (cause) {
    throw new InvalidRequest(option, `must give a delay, but threw after poll ${poll}`, cause);
  }
};
