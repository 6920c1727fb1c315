import type { ContextError } from '../model/errors/ContextError.js';
import { NotFound } from '../model/errors/NotFound.js';
import { RateLimited } from '../model/errors/RateLimited.js';
import { Refused } from '../model/errors/Refused.js';
import type { ServiceFacts } from '../model/errors/ServiceError.js';
import { Unauthorized } from '../model/errors/Unauthorized.js';
import { Unavailable } from '../model/errors/Unavailable.js';

/**
 * Turns what a service said into the error that it means. A code says more than an HTTP status: a bad AgentBay key comes
 * as HTTP 400 with `NOT_LOGIN`, an unknown session as HTTP 400 with `InvalidMcpSession.NotFound` (wire-protocol.md, 3.3).
 */
export const classify = (facts: ServiceFacts, retryAfter?: number, code = facts.code): ContextError => {
  const { httpStatus } = facts;
  if (/^throttling/i.test(code)) return new RateLimited(facts, retryAfter);
  if (/^(?:not_?login|unauthorized|forbidden|invalidaccesskey)/i.test(code)) return new Unauthorized(facts);
  // An unknown action or API says that the endpoint is wrong, not that a session or context is gone.
  if (/not_?found$/i.test(code) && !/^invalid(?:action|api|version|product)/i.test(code)) return new NotFound(facts);
  if (httpStatus === 429) return new RateLimited(facts, retryAfter);
  if (httpStatus === 401 || httpStatus === 403) return new Unauthorized(facts);
  if (httpStatus === 404 && code === '') return new NotFound(facts);
  // A redirection comes from something on the way, not from the service; 425 asks to come again.
  const isOnTheWay = httpStatus >= 300 && httpStatus < 400;
  if (isOnTheWay || [408, 425].includes(httpStatus) || httpStatus >= 500) {
    return new Unavailable({ ...facts, retryAfter });
  }
  return new Refused(facts);
};
