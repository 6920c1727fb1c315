import type { ContextError } from '../../model/errors/ContextError.js';
import type { FollowPlan } from '../../model/sync/SyncPlan.js';
import { retryAfterOf } from './retryAfterOf.js';

/** The delay before a request is made again, in ms, and which side chose it. */
export interface NextDelay {
  readonly delay: number;
  readonly why: 'retryInterval' | 'Retry-After';
}

/** The delay after that many requests: what the plan says, or what the service asked for where that is longer. */
export const nextDelay = (
  { retryInterval }: Pick<FollowPlan, 'retryInterval'>,
  requests: number,
  error?: ContextError,
): NextDelay => {
  const planned = typeof retryInterval === 'number' ? retryInterval : delayAt(retryInterval, requests);
  const asked = error === undefined ? 0 : retryAfterOf(error);
  return asked > planned ? { delay: asked, why: 'Retry-After' } : { delay: planned, why: 'retryInterval' };
};

const delayAt = (delays: readonly number[], requests: number): number =>
  delays[Math.min(requests, delays.length) - 1] ?? 0;
