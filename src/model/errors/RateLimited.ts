import { ServiceError, type ServiceFacts } from './ServiceError.js';
import type { ErrorOrigin } from './TaggedError.js';

/** What is known of a request that came too often. */
export interface RateLimitedFacts extends ServiceFacts {
  /** How long the service asked us to wait, in milliseconds; undefined where it did not. */
  readonly retryAfter?: number | undefined;
}

/**
 * The service takes no more requests for now: HTTP 429, or a code that says so (`Throttling`, `QPSLimit`). Transient.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 *
 * const { error } = await new AGB().list();
 * if (error?._tag === 'RateLimited') console.warn(`again in ${error.retryAfter ?? 1000} ms`);
 * ```
 */
export class RateLimited extends ServiceError<'RateLimited'> implements RateLimitedFacts {
  readonly retryAfter: number | undefined;

  constructor(facts: RateLimitedFacts, origin?: ErrorOrigin) {
    super('RateLimited', 'came too often', facts, origin);
    this.retryAfter = facts.retryAfter;
  }
}
