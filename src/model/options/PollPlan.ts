import { InvalidRequest } from '../errors/InvalidRequest.js';
import type { ClientDefaults } from './ClientDefaults.js';
import { checkOptions, milliseconds, withDefault, type Checked } from './rules.js';
import { delaysFrom, interval, mostPolls, nothingKnown, type Schedule } from './schedule.js';
import type { WaitOptions } from './WaitOptions.js';

/** How something is polled, with every default filled in and every rule checked. All in ms. */
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

/** The rules of {@link WaitOptions}. */
export const waitRules = (defaults: PollDefaults, { pacing, requestTimeout }: ClientDefaults) => ({
  retryInterval: withDefault(interval, pacing ?? defaults.retryInterval),
  timeout: withDefault(milliseconds(1), defaults.timeout),
  requestTimeout: withDefault(milliseconds(1), requestTimeout),
});

/**
 * Checks and completes the options of a wait.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const pollPlan = (options: WaitOptions | undefined, defaults: PollDefaults, client: ClientDefaults): PollPlan =>
  withDelays(checkOptions(waitRules(defaults, client), options));

/** The same, with all delays of a schedule that fit: a bad one is told before anything is sent. */
export const withDelays = <O extends Checked<ReturnType<typeof waitRules>>>(
  options: O,
): Omit<O, 'retryInterval'> & PollPlan => {
  const { retryInterval, timeout } = options;
  return {
    ...options,
    retryInterval: typeof retryInterval === 'function' ? delaysWithin(retryInterval, timeout) : retryInterval,
  };
};

const delaysWithin = (schedule: Schedule, timeout: number): readonly number[] => {
  const delays: number[] = [];
  const next = delaysFrom(schedule, nothingKnown);
  for (let length = 0; length < timeout;) {
    if (delays.length === mostPolls)
      throw new InvalidRequest('retryInterval', `must not give more than ${mostPolls} delays within \`timeout\``);
    const delay = next.next().value;
    delays.push(delay);
    length += delay;
  }
  return delays;
};
