import { InvalidRequest } from '../errors/InvalidRequest.js';
import type { ClientDefaults } from '../options/ClientDefaults.js';
import {
  checkOptions,
  flag,
  milliseconds,
  nonBlank,
  optional,
  wholeNumber,
  withDefault,
  type Checked,
} from '../options/rules.js';
import {
  delaysFrom,
  interval,
  mostPolls,
  nothingKnown,
  takesFacts,
  type Schedule,
  type ScheduleFacts,
} from '../options/schedule.js';
import { clampDelay } from '../options/timerRange.js';
import type { FollowOptions, SyncOptions, TargetOptions } from './SyncOptions.js';

/** The options of a sync with every default filled in and every rule checked. */
export interface FollowPlan {
  readonly maxRetries: number;
  /** Milliseconds between polls, or those after each poll; beyond the last poll the last delay goes on. */
  readonly retryInterval: number | readonly number[];
  /** What gave them, if it gives others where more is known. */
  readonly schedule?: Schedule | undefined;
  readonly timeout: number;
  readonly requestTimeout: number;
  readonly settlePolls: number;
  readonly failFast: boolean;
}

/** What to sync. */
export interface TargetPlan {
  readonly contextId: string | undefined;
  readonly path: string | undefined;
  readonly mode: string | undefined;
}

/** The plan of a whole sync: what to trigger, and how to follow it. */
export interface SyncPlan extends FollowPlan, TargetPlan {
  readonly baseline: boolean;
}

/** The defaults of the services' documentation (docs/protocol.md, section 6.1); `timeout` follows from them. */
export const syncDefaults = {
  /** Polls. */
  maxRetries: 150,
  /** Milliseconds. */
  retryInterval: 1500,
  /** Milliseconds. */
  requestTimeout: 60_000,
  /** Polls. */
  settlePolls: 2,
  /** All tasks are followed to their end. */
  failFast: false,
  /** The status is read before the trigger. */
  baseline: true,
} as const;

const targetRules = {
  contextId: optional(nonBlank),
  path: optional(nonBlank),
  mode: optional(nonBlank),
};

const followRules = ({ pacing, requestTimeout }: ClientDefaults) => ({
  maxRetries: withDefault(wholeNumber(1, mostPolls), syncDefaults.maxRetries),
  retryInterval: withDefault(interval, pacing ?? syncDefaults.retryInterval),
  timeout: optional(milliseconds(1)),
  requestTimeout: withDefault(milliseconds(1), requestTimeout),
  settlePolls: withDefault(wholeNumber(0), syncDefaults.settlePolls),
  failFast: withDefault(flag, syncDefaults.failFast),
});

/**
 * Checks and completes the options of `follow$`.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const followPlan = (options?: FollowOptions, client: ClientDefaults = syncDefaults): FollowPlan =>
  withTimeout(checkOptions(followRules(client), options));

/**
 * Checks and completes the options of `sync$`.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const syncPlan = (options?: SyncOptions, client: ClientDefaults = syncDefaults): SyncPlan => {
  const baseline = withDefault(flag, syncDefaults.baseline);
  const checked = checkOptions({ ...targetRules, ...followRules(client), baseline }, options);
  return { ...withTimeout(checked), ...wholeTarget(checked), baseline: checked.baseline };
};

/** Checks what is to be synced: context and path both, or neither. */
export const targetPlan = ({ contextId, path, mode }: TargetOptions): TargetPlan =>
  wholeTarget(checkOptions(targetRules, { contextId, path, mode }));

const wholeTarget = ({ contextId, path, mode }: TargetPlan): TargetPlan => {
  if (contextId === undefined && path !== undefined)
    throw new InvalidRequest('contextId', 'is needed where `path` is given');
  if (path === undefined && contextId !== undefined)
    throw new InvalidRequest('path', 'is needed where `contextId` is given');
  return { contextId, path, mode };
};

const withTimeout = ({
  maxRetries,
  retryInterval: given,
  timeout,
  requestTimeout,
  settlePolls,
  failFast,
}: Checked<ReturnType<typeof followRules>>): FollowPlan => {
  const schedule = typeof given === 'function' ? given : undefined;
  const retryInterval = typeof given === 'function' ? delaysOf(given, maxRetries, nothingKnown) : given;
  const wholeLength = clampDelay(lengthOf(retryInterval, maxRetries) + requestTimeout);
  const plan = { maxRetries, retryInterval, timeout: timeout ?? wholeLength, requestTimeout, settlePolls, failFast };
  return schedule && takesFacts(schedule) ? { ...plan, schedule } : plan;
};

/**
 * The same plan, of which more is known: a schedule that takes the facts is asked anew.
 *
 * @throws {@link InvalidRequest} if it gives what is no delay.
 */
export const replanned = <P extends FollowPlan>(plan: P, facts: () => ScheduleFacts): P => {
  const { schedule, maxRetries } = plan;
  return schedule ? { ...plan, retryInterval: delaysOf(schedule, maxRetries, facts()) } : plan;
};

// A function is asked for all its delays before anything is sent, so that a bad one is told in time.
const delaysOf = (schedule: Schedule, polls: number, facts: ScheduleFacts): readonly number[] => {
  const delays = delaysFrom(schedule, facts);
  return Array.from({ length: polls }, () => delays.next().value);
};

const lengthOf = (interval: number | readonly number[], polls: number): number =>
  typeof interval === 'number' ? interval * polls : interval.reduce((sum, delay) => sum + delay, 0);
