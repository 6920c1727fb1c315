import { milliseconds } from './rules.js';
import { InvalidRequest } from '../errors/InvalidRequest.js';
import { delayAfter } from './schedule.js';
import type { WaitOptions } from './WaitOptions.js';
import type { Schedule } from '../sync/SyncOptions.js';

/** How a wait goes, with every default filled in and every rule checked. All in ms. */
export interface PollPlan {
  readonly retryInterval: number | readonly number[];
  readonly timeout: number;
  readonly requestTimeout: number;
}

/** How long the services' own clients wait for something, and how often they ask meanwhile, in ms. */
export interface PollDefaults {
  readonly retryInterval: number | Schedule;
  readonly timeout: number;
}

/** The names of the options that {@link pollPlan} reads. */
export const waitOptions = ['retryInterval', 'timeout', 'requestTimeout'];

/**
 * Checks and completes the options of a wait.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const pollPlan = (options: WaitOptions, pace: PollDefaults, requestTimeout: number): PollPlan => {
  const timeout = milliseconds('timeout', options.timeout ?? pace.timeout, 1);
  const interval = options.retryInterval ?? pace.retryInterval;
  return {
    timeout,
    retryInterval:
      typeof interval === 'function' ? delaysWithin(interval, timeout) : milliseconds('retryInterval', interval),
    requestTimeout: milliseconds('requestTimeout', options.requestTimeout ?? requestTimeout, 1),
  };
};

const mostPolls = 1_000_000;

// The schedule is asked for all delays that fit, so that a bad one is told before anything is sent.
const delaysWithin = (schedule: Schedule, timeout: number): readonly number[] => {
  const delays: number[] = [];
  for (let length = 0; length < timeout;) {
    if (delays.length === mostPolls)
      throw new InvalidRequest('retryInterval', `must not give more than ${mostPolls} delays within \`timeout\``);
    const delay = delayAfter(schedule, delays.length + 1);
    delays.push(delay);
    length += delay;
  }
  return delays;
};
