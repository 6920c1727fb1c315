import { milliseconds } from './rules.js';
import { InvalidRequest } from '../errors/InvalidRequest.js';
import type { Schedule } from '../sync/SyncOptions.js';

/**
 * Asks a schedule for the delay after a poll.
 *
 * @throws {@link InvalidRequest} if it throws, or gives what is no delay.
 */
export const delayAfter = (schedule: Schedule, poll: number): number =>
  milliseconds('retryInterval', callSchedule(schedule, poll));

const callSchedule = (schedule: Schedule, poll: number): unknown => {
  try {
    return schedule(poll);
  } catch (cause) {
    throw new InvalidRequest('retryInterval', `must give a delay, but threw after poll ${poll}`, cause);
  }
};
