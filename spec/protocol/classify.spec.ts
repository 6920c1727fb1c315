import { describe, expect, it } from 'vitest';
import { isTransient } from '../../src/model/errors/isTransient.js';
import { classify } from '../../src/protocol/classify.js';

// [HTTP status, code, tag, transient]: docs/protocol.md, section 3.3, and rules 7 and 8.
const rows = [
  [400, 'NOT_LOGIN', 'Unauthorized', false],
  [200, 'NOT_LOGIN', 'Unauthorized', false],
  [401, '', 'Unauthorized', false],
  [403, '', 'Unauthorized', false],
  [200, 'Forbidden', 'Unauthorized', false],
  [400, 'InvalidMcpSession.NotFound', 'NotFound', false],
  [200, 'InvalidMcpSession.NotFound', 'NotFound', false],
  [200, 'ContextNotFound', 'NotFound', false],
  [404, '', 'NotFound', false],
  [404, 'InvalidAction.NotFound', 'Refused', false],
  [400, 'PathAlreadyBound', 'Refused', false],
  [400, '', 'Refused', false],
  [300, '', 'Unavailable', true],
  [302, '', 'Unavailable', true],
  [399, '', 'Unavailable', true],
  [425, '', 'Unavailable', true],
  [200, '', 'Refused', false],
  [429, '', 'RateLimited', true],
  [429, 'TooMany', 'RateLimited', true],
  [400, 'Throttling', 'RateLimited', true],
  [200, 'Throttling.User', 'RateLimited', true],
  [503, 'Throttling.Api', 'RateLimited', true],
  [408, '', 'Unavailable', true],
  [500, '', 'Unavailable', true],
  [500, 'InternalError', 'Unavailable', true],
  [502, '', 'Unavailable', true],
  [503, '', 'Unavailable', true],
  [504, '', 'Unavailable', true],
] as const;

// Codes that ask to come later mean the same with any HTTP status, as their HTTP forms do.
const passing = {
  RateLimited: [
    'Throttling',
    'THROTTLING',
    'Throttling.User',
    'Throttling.Api',
    'Request.Throttled',
    'RequestThrottled',
    'AccountThrottledException',
    'TooManyRequests',
    'TooManyRequest',
    'TOO_MANY_REQUESTS',
    'User.TooManyRequests',
    'QPSLimit',
    'QpsLimitExceeded',
    'QPS_LIMIT',
    'RateLimit',
    'RateLimitExceeded',
    'RequestLimitExceeded',
    'LimitExceeded',
    'LimitExceeded.User',
    'User.LimitExceeded',
    'FlowLimit',
    'FlowControl',
    'SlowDown',
  ],
  Unavailable: [
    'InternalError',
    'InternalError.Fail',
    'Internal.Error',
    'internal_error',
    'INTERNAL_ERROR',
    'InternalServerError',
    'InternalServiceError',
    'InternalFailure',
    'System.InternalError',
    'ServerInternalError',
    'SystemError',
    'ServiceError',
    'UnknownError',
    'ServiceUnavailable',
    'SERVICE_UNAVAILABLE',
    'Service.Unavailable',
    'ServiceUnavailable.Temporary',
    'ServiceTemporarilyUnavailable',
    'TemporarilyUnavailable',
    'Unavailable',
    'ServerNotAvailable',
    'SystemBusy',
    'System.Busy',
    'SYSTEM_BUSY',
    'ServerBusy',
    'ServiceBusy',
    'ServerIsBusy',
    'Busy',
    'Timeout',
    'RequestTimeout',
    'Request.Timeout',
    'REQUEST_TIMEOUT',
    'RequestTimedOut',
    'GatewayTimeout',
    'ServiceTimeout',
    'Timeout.Backend',
    'DeadlineExceeded',
    'BadGateway',
    'Bad.Gateway',
    'TryAgainLater',
  ],
} as const;

// Codes that look like them, and mean something that will not pass.
const lasting = {
  NotFound: ['InvalidMcpSession.NotFound', 'Context.NotFound', 'SESSION_NOT_FOUND', 'ServiceNotFound'],
  Unauthorized: [
    'NOT_LOGIN',
    'Forbidden',
    'Forbidden.RAM',
    'Unauthorized',
    'InvalidAccessKeyId',
    'InvalidAccessKeyId.NotFound',
  ],
  Refused: [
    'InvalidParameter',
    'InvalidParameter.Timeout',
    'InvalidTimeout',
    'Timeout.Invalid',
    'Timeout.OutOfRange',
    'MissingTimeout',
    'InvalidThrottling',
    'QuotaExceeded',
    'QuotaExceeded.Storage',
    'QuotaExceeded.RequestRate',
    'SessionLimitExceeded',
    'ContextLimitExceeded',
    'TooManySessions',
    'PathAlreadyBound',
    'ContextBusy',
    'ContextUnavailable',
    'ImageUnavailable',
    'SessionTimeout',
    'LoginTimeout',
    'RequestTimeTooSkewed',
    'InvalidInternalErrorPolicy',
    'UnsupportedOperation',
    'OperationDenied',
    'Business',
    'NoSuchContext',
  ],
} as const;

const rowsOf = <Tag extends string>(codes: Readonly<Record<Tag, readonly string[]>>) =>
  Object.entries<readonly string[]>(codes).flatMap(([tag, list]) =>
    list.flatMap((code) => [200, 400].map((httpStatus) => [httpStatus, code, tag] as const)),
  );

describe('classify', () => {
  it.each(rows)('takes HTTP %i with code "%s" for %s', (httpStatus, code, tag, transient) => {
    const facts = { operation: 'SyncContext', httpStatus, code, serviceMessage: 'why', requestId: 'R' };
    const error = classify(facts);
    expect(error).toMatchObject({ _tag: tag, ...facts });
    expect(isTransient(error)).toBe(transient);
  });

  it.each(rowsOf(passing))('takes HTTP %i with the passing code "%s" for %s', (httpStatus, code, tag) => {
    const error = classify({ operation: 'GetContextInfo', httpStatus, code, serviceMessage: '', requestId: '' });
    expect(error).toMatchObject({ _tag: tag, code, httpStatus });
    expect(isTransient(error)).toBe(true);
  });

  it.each(rowsOf(lasting))('takes HTTP %i with the lasting code "%s" for %s', (httpStatus, code, tag) => {
    const error = classify({ operation: 'GetContextInfo', httpStatus, code, serviceMessage: '', requestId: '' });
    expect(error._tag).toBe(tag);
    expect(isTransient(error)).toBe(false);
  });

  it.each([
    [404, '', 'Unavailable'],
    [404, 'NoSuchPage', 'Unavailable'],
    [404, 'InvalidMcpSession.NotFound', 'NotFound'],
    [403, '', 'Unauthorized'],
    [400, '', 'Refused'],
  ])('takes HTTP %i with code "%s" from somebody on the way for %s', (httpStatus, code, tag) => {
    const facts = { operation: 'GetContextInfo', httpStatus, code, serviceMessage: '', requestId: '' };
    expect(classify(facts, undefined, { code, httpStatus, isEnvelope: false })._tag).toBe(tag);
  });

  it('keeps how long the service asked to wait', () => {
    const facts = { operation: 'SyncContext', httpStatus: 429, code: '', serviceMessage: '', requestId: '' };
    expect(classify(facts, 5000)).toMatchObject({ _tag: 'RateLimited', retryAfter: 5000 });
    expect(classify({ ...facts, httpStatus: 503 }, 5000)).toMatchObject({ _tag: 'Unavailable', retryAfter: 5000 });
    const code = 'SystemBusy';
    expect(classify({ ...facts, httpStatus: 200, code }, 5000)).toMatchObject({ retryAfter: 5000 });
    expect(classify({ ...facts, httpStatus: 200, code: 'SlowDown' }, 7)).toMatchObject({ retryAfter: 7 });
  });
});
