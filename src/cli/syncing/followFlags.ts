import type { FollowOptions } from '../../index.js';

/** What the user says of how a sync is followed. */
export interface FollowFlags {
  readonly retryInterval?: number | undefined;
  readonly maxRetries?: number | undefined;
  readonly timeout?: number | undefined;
  readonly requestTimeout?: number | undefined;
  readonly settlePolls?: number | undefined;
  readonly failFast?: true | undefined;
}

/** The same as the library takes it. */
export const followOptions = ({
  retryInterval,
  maxRetries,
  timeout,
  requestTimeout,
  settlePolls,
  failFast,
}: FollowFlags): FollowOptions => ({ retryInterval, maxRetries, timeout, requestTimeout, settlePolls, failFast });
