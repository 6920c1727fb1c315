import { isTransfer } from './isTransfer.js';
import { neverConnected, type SystemFacts } from './neverConnected.js';
import { textOf } from './ServiceError.js';
import { TaggedError, type ErrorOrigin } from './TaggedError.js';

/** What is known of a request that the service could not answer. */
export interface UnavailableFacts {
  /** The operation that was asked for, for example `GetContextInfo`. */
  readonly operation: string;
  /** The HTTP status; undefined where there was no answer at all. */
  readonly httpStatus?: number | undefined;
  /** The service's own code, or the system's (`ECONNREFUSED`); empty where there is none. */
  readonly code: string;
  /** The service's own text, or the system's. */
  readonly serviceMessage: string;
  /** The service's id of the request; empty where it gave none. */
  readonly requestId: string;
  /** How long the service asked us to wait, in milliseconds; undefined where it did not. */
  readonly retryAfter?: number | undefined;
}

/**
 * The network or the service is in trouble: no connection, a connection cut, HTTP 3xx, 408, 425 or 5xx, a code that says so
 * (`InternalError`, `SystemBusy`, `GatewayTimeout`), or a 404 that somebody on the way wrote. Transient.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 *
 * const { error } = await new AGB().list();
 * if (error?._tag === 'Unavailable') console.warn(error.httpStatus ?? error.code, error.serviceMessage);
 * ```
 */
export class Unavailable extends TaggedError<'Unavailable'> implements UnavailableFacts {
  readonly operation: string;
  readonly httpStatus: number | undefined;
  readonly code: string;
  readonly serviceMessage: string;
  readonly requestId: string;
  readonly retryAfter: number | undefined;

  constructor(facts: UnavailableFacts, origin?: ErrorOrigin) {
    const status = facts.httpStatus === undefined ? 'no answer' : `HTTP ${facts.httpStatus}`;
    const said = textOf(facts);
    const advice = whatToCheck(facts, origin?.cause);
    super('Unavailable', `${facts.operation} could not be done: ${status}${said && `, ${said}`}${advice}`, origin);
    this.operation = facts.operation;
    this.httpStatus = facts.httpStatus;
    this.code = facts.code;
    this.serviceMessage = facts.serviceMessage;
    this.requestId = facts.requestId;
    this.retryAfter = facts.retryAfter;
  }
}

const whatToCheck = (facts: UnavailableFacts, cause: unknown): string => {
  const toCheck = isTransfer(facts.operation) ? '; check the network' : '; check `endpoint` and the network';
  if (wasNotSent({ ...facts, cause })) return toCheck;
  // Browsers tell a page no more than that it failed: neither a code, nor that it may not read the answer.
  const isUntold = facts.httpStatus === undefined && facts.code === '' && cause !== undefined;
  return isUntold ? `${toCheck}, and in a page that its origin is allowed (CORS)` : '';
};

/** Whether a request surely did not reach anybody. */
export const wasNotSent = ({
  httpStatus,
  code,
  cause,
}: Pick<UnavailableFacts, 'httpStatus' | 'code'> & ErrorOrigin): boolean =>
  httpStatus === undefined && neverConnected({ ...(cause as SystemFacts | undefined), code });
