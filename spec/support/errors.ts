import { BadAnswer } from '../../src/model/errors/BadAnswer.js';
import type { ServiceFacts } from '../../src/model/errors/ServiceError.js';
import { RateLimited } from '../../src/model/errors/RateLimited.js';
import { Refused } from '../../src/model/errors/Refused.js';
import { TimedOut } from '../../src/model/errors/TimedOut.js';
import { Unauthorized } from '../../src/model/errors/Unauthorized.js';
import { Unavailable } from '../../src/model/errors/Unavailable.js';

const facts = (httpStatus: number, code = '', operation = 'GetContextInfo'): ServiceFacts => ({
  operation,
  httpStatus,
  code,
  serviceMessage: 'said the service',
  requestId: 'REQ-1',
});

/** One of each kind of trouble, as the transport reports it. */
export const trouble = {
  unauthorized: () => new Unauthorized(facts(401)),
  refused: (httpStatus = 400) => new Refused(facts(httpStatus, 'InvalidContext')),
  rateLimited: (retryAfter?: number) => new RateLimited({ ...facts(429), retryAfter }),
  unavailable: (httpStatus = 500, retryAfter?: number) => new Unavailable({ ...facts(httpStatus), retryAfter }),
  connectionRefused: () => new Unavailable({ ...facts(0, 'ECONNREFUSED'), httpStatus: undefined }),
  connectionReset: () => new Unavailable({ ...facts(0, 'ECONNRESET'), httpStatus: undefined }),
  unreadable: () => new BadAnswer({ operation: 'GetContextInfo', where: 'data', expected: 'a list', requestId: '' }),
  slow: () => new TimedOut({ operation: 'GetContextInfo', limit: 'requestTimeout', allowed: 60_000 }),
};
