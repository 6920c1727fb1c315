import type { ContextError } from '../model/errors/ContextError.js';
import { NotFound } from '../model/errors/NotFound.js';
import { RateLimited } from '../model/errors/RateLimited.js';
import { Refused } from '../model/errors/Refused.js';
import type { ServiceFacts } from '../model/errors/ServiceError.js';
import { Unauthorized } from '../model/errors/Unauthorized.js';
import { Unavailable } from '../model/errors/Unavailable.js';
import { codeMeaning } from './codeMeaning.js';

/** What an answer said, as far as it is not what is shown of it. */
export interface Said {
  /** The code before it was redacted. */
  readonly code: string;
  /** The HTTP status that the body speaks of, where the answer's own says nothing. */
  readonly httpStatus: number;
  /** The body was in the service's own envelope: nobody on the way wrote it. */
  readonly isEnvelope: boolean;
}

/**
 * Turns what a service said into the error that it means. A code says more than an HTTP status: a bad AgentBay key comes
 * as HTTP 400 with `NOT_LOGIN`, an unknown session as HTTP 400 with `InvalidMcpSession.NotFound` (docs/protocol.md, section
 * 3.3), and one that asks to come later means it with any status.
 */
export const classify = (
  facts: ServiceFacts,
  retryAfter?: number,
  { code, httpStatus, isEnvelope }: Said = { ...facts, isEnvelope: true },
): ContextError => {
  const unavailable = () => new Unavailable({ ...facts, retryAfter });
  const meaning = codeMeaning(code);
  if (meaning === 'rateLimited') return new RateLimited({ ...facts, retryAfter });
  if (meaning === 'unauthorized') return new Unauthorized(facts);
  if (meaning === 'notFound') return new NotFound(facts);
  if (httpStatus === 429) return new RateLimited({ ...facts, retryAfter });
  if (meaning === 'unavailable') return unavailable();
  if (httpStatus === 401 || httpStatus === 403) return new Unauthorized(facts);
  // A page that is not found, or a redirection, comes from something on the way; 425 asks to come again.
  if (httpStatus === 404 && !isEnvelope) return unavailable();
  if (httpStatus === 404 && code === '') return new NotFound(facts);
  const isOnTheWay = httpStatus >= 300 && httpStatus < 400;
  if (isOnTheWay || [408, 425].includes(httpStatus) || httpStatus >= 500) return unavailable();
  return new Refused(facts);
};
