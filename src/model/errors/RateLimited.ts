import { ServiceError, type ServiceFacts } from './ServiceError.js';

/** The service takes no more requests for now: HTTP 429, or a code that says so (`Throttling`, `QPSLimit`). Transient. */
export class RateLimited extends ServiceError<'RateLimited'> {
  /** How long the service asked us to wait, in milliseconds; undefined where it did not. */
  readonly retryAfter: number | undefined;

  constructor(facts: ServiceFacts, retryAfter?: number) {
    super('RateLimited', 'came too often', facts);
    this.retryAfter = retryAfter;
  }
}
