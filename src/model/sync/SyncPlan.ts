import { InvalidRequest } from '../errors/InvalidRequest.js';
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
import { delayOf, interval, mostPolls, type Schedule } from '../options/schedule.js';
import { clampDelay } from '../options/timerRange.js';
import type { FollowOptions, SyncOptions, TargetOptions } from './SyncOptions.js';

/** The options of a sync with every default filled in and every rule checked. */
export interface FollowPlan {
  readonly maxRetries: number;
  /** Milliseconds between polls, or those after each poll; beyond the last poll the last delay goes on. */
  readonly retryInterval: number | readonly number[];
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
  maxRetries: 150,
  retryInterval: 1500,
  requestTimeout: 60_000,
  settlePolls: 2,
  failFast: false,
  baseline: true,
} as const;

const targetRules = {
  contextId: optional(nonBlank),
  path: optional(nonBlank),
  mode: optional(nonBlank),
};

const followRules = (requestTimeout: number) => ({
  maxRetries: withDefault(wholeNumber(1, mostPolls), syncDefaults.maxRetries),
  retryInterval: withDefault(interval, syncDefaults.retryInterval),
  timeout: optional(milliseconds(1)),
  requestTimeout: withDefault(milliseconds(1), requestTimeout),
  settlePolls: withDefault(wholeNumber(0), syncDefaults.settlePolls),
  failFast: withDefault(flag, syncDefaults.failFast),
});

/**
 * Checks and completes the options of `follow$`. `requestTimeout` is the client's.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const followPlan = (options?: FollowOptions, requestTimeout: number = syncDefaults.requestTimeout): FollowPlan =>
  withTimeout(checkOptions(followRules(requestTimeout), options));

/**
 * Checks and completes the options of `sync$`. `requestTimeout` is the client's.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const syncPlan = (options?: SyncOptions, requestTimeout: number = syncDefaults.requestTimeout): SyncPlan => {
  const baseline = withDefault(flag, syncDefaults.baseline);
  const checked = checkOptions({ ...targetRules, ...followRules(requestTimeout), baseline }, options);
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
  const retryInterval = typeof given === 'function' ? delaysOf(given, maxRetries) : given;
  const wholeLength = clampDelay(lengthOf(retryInterval, maxRetries) + requestTimeout);
  return { maxRetries, retryInterval, timeout: timeout ?? wholeLength, requestTimeout, settlePolls, failFast };
};

// A function is asked for all its delays before anything is sent, so that a bad one is told in time.
const delaysOf = (schedule: Schedule, polls: number): readonly number[] =>
  Array.from({ length: polls }, (_, index) => delayOf(schedule, index + 1));

const lengthOf = (interval: number | readonly number[], polls: number): number =>
  typeof interval === 'number' ? interval * polls : interval.reduce((sum, delay) => sum + delay, 0);
