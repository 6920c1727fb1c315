import { flag, knownOptions, milliseconds, optionalText, wholeNumber } from '../options/rules.js';
import { InvalidRequest } from '../errors/InvalidRequest.js';
import type { FollowOptions, Schedule, SyncOptions, TargetOptions } from './SyncOptions.js';
import { delayAfter } from '../options/schedule.js';
import { clampDelay } from '../options/timerRange.js';

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
export interface SyncTarget {
  readonly contextId: string | undefined;
  readonly path: string | undefined;
  readonly mode: string | undefined;
}

/** The plan of a whole sync: what to trigger, and how to follow it. */
export interface SyncPlan extends FollowPlan, SyncTarget {
  readonly baseline: boolean;
}

/** The defaults of the services' documentation (wire-protocol.md, section 6.1); `timeout` follows from them. */
export const syncDefaults = {
  maxRetries: 150,
  retryInterval: 1500,
  requestTimeout: 60_000,
  settlePolls: 2,
  failFast: false,
  baseline: true,
} as const;

const mostPolls = 1_000_000;

const targetOptions = ['contextId', 'path', 'mode'];

const followOptions = ['maxRetries', 'retryInterval', 'timeout', 'requestTimeout', 'settlePolls', 'failFast'];

/** The promise adapters take these among the options; the streams do not look at them. */
const adapterOptions = ['signal', 'callback'];

/**
 * Checks and completes the options of `follow$`.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const followPlan = (options?: FollowOptions, requestTimeout: number = syncDefaults.requestTimeout): FollowPlan =>
  checkedFollow(knownOptions(options, [...followOptions, ...adapterOptions]), requestTimeout);

const checkedFollow = (options: FollowOptions, defaultRequestTimeout: number): FollowPlan => {
  const maxRetries = wholeNumber('maxRetries', options.maxRetries ?? syncDefaults.maxRetries, 1, mostPolls);
  const retryInterval = checkedInterval(options.retryInterval ?? syncDefaults.retryInterval, maxRetries);
  const requestTimeout = milliseconds('requestTimeout', options.requestTimeout ?? defaultRequestTimeout, 1);
  const length = wholeLength(retryInterval, maxRetries);
  return {
    maxRetries,
    retryInterval,
    requestTimeout,
    timeout: milliseconds('timeout', options.timeout ?? clampDelay(length + requestTimeout), 1),
    settlePolls: wholeNumber('settlePolls', options.settlePolls ?? syncDefaults.settlePolls, 0),
    failFast: flag('failFast', options.failFast ?? syncDefaults.failFast),
  };
};

/**
 * Checks and completes the options of `sync$`.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const syncPlan = (options?: SyncOptions, requestTimeout: number = syncDefaults.requestTimeout): SyncPlan => {
  const known = knownOptions(options, [...targetOptions, ...followOptions, 'baseline', ...adapterOptions]);
  if ('callback' in known && known.callback !== undefined && typeof known.callback !== 'function') {
    throw new InvalidRequest('callback', 'must be a function');
  }
  return {
    ...syncTarget(known),
    ...checkedFollow(known, requestTimeout),
    baseline: flag('baseline', known.baseline ?? syncDefaults.baseline),
  };
};

/** Checks what is to be synced: context and path both, or neither. */
export const syncTarget = (options: TargetOptions): SyncTarget => {
  const contextId = optionalText('contextId', options.contextId);
  const path = optionalText('path', options.path);
  if (contextId === undefined && path !== undefined)
    throw new InvalidRequest('contextId', 'is needed where `path` is given');
  if (path === undefined && contextId !== undefined)
    throw new InvalidRequest('path', 'is needed where `contextId` is given');
  return { contextId, path, mode: optionalText('mode', options.mode) };
};

// A function is asked for all its delays before anything is sent, so that a bad one is told in time.
const checkedInterval = (interval: number | Schedule, maxRetries: number): number | readonly number[] =>
  typeof interval === 'function'
    ? Array.from({ length: maxRetries }, (_, index) => delayAfter(interval, index + 1))
    : milliseconds('retryInterval', interval);

const wholeLength = (interval: number | readonly number[], maxRetries: number): number =>
  typeof interval === 'number' ? interval * maxRetries : interval.reduce((sum, delay) => sum + delay, 0);
