import type { ContextError } from '../../model/errors/ContextError.js';
import { wasNotSent } from '../../model/errors/Unavailable.js';

/**
 * Whether a request surely had no effect, so that sending it again cannot do its work twice: the service turned it away
 * for now (HTTP 429 or 503, a throttling code), or was never connected. Other codes that ask to come later say nothing of it:
 * a service that answers `InternalError`, or `ServiceUnavailable` with HTTP 200, may have done the work.
 */
export const isSafeToRetry = (error: ContextError): boolean =>
  error._tag === 'RateLimited' || (error._tag === 'Unavailable' && (error.httpStatus === 503 || wasNotSent(error)));
