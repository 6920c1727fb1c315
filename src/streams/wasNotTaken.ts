import type { ContextError } from '../model/errors/ContextError.js';

// The system says these before a byte of the request is sent.
const beforeSending = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

/**
 * Whether a request surely had no effect, so that sending it again cannot do its work twice: the service turned it away
 * for now (429, a throttling code, 503), or was never reached.
 */
export const wasNotTaken = (error: ContextError): boolean =>
  error._tag === 'RateLimited' ||
  (error._tag === 'Unavailable' && (error.httpStatus === 503 || beforeSending.includes(error.code)));
