import { milliseconds } from './check.js';
import { InvalidRequest } from './errors/InvalidRequest.js';
import type { Schedule } from './SyncOptions.js';

/**
 * Asks a schedule for the delay after a poll.
 *
 * @throws {@link InvalidRequest} if it throws, or gives what is no delay.
 */
export const delayAfter = (schedule: Schedule, poll: number): number =>
  milliseconds('retryInterval', asked(schedule, poll));

const asked = (schedule: Schedule, poll: number): unknown => {
  try {
    return schedule(poll);
  } catch (cause) {
    throw new InvalidRequest('retryInterval', `must give a delay, but threw after poll ${poll}`, cause);
  }
};
