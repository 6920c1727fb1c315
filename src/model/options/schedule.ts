import { InvalidRequest } from '../errors/InvalidRequest.js';
import { milliseconds, type Rule } from './rules.js';

/** The delay after each poll, in milliseconds; `poll` counts from 1, the polls that a slow one made us skip included. */
export type Schedule = (poll: number) => number;

/** Milliseconds between polls, or a schedule of them. */
export const interval: Rule<number | Schedule> = (option, value) =>
  typeof value === 'function' ? (value as Schedule) : milliseconds()(option, value);

/** The most polls that a schedule is asked for. */
export const mostPolls = 1_000_000;

/**
 * Asks a schedule for the delay after a poll.
 *
 * @throws {@link InvalidRequest} if it throws, or gives what is no delay.
 */
export const delayOf = (schedule: Schedule, poll: number): number =>
  milliseconds()('retryInterval', callSchedule(schedule, poll));

const callSchedule = (schedule: Schedule, poll: number): unknown => {
  try {
    return schedule(poll);
  } catch (cause) {
    throw new InvalidRequest('retryInterval', `must give a delay, but threw after poll ${poll}`, cause);
  }
};
