import { describe, expect, it } from 'vitest';
import { isTransient } from '../../src/model/errors/isTransient.js';
import { classify } from '../../src/protocol/classify.js';

// [HTTP status, code, tag, transient]: wire-protocol.md, section 3.3, and rules 7 and 8.
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
  [302, '', 'Unavailable', true],
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

describe('classify', () => {
  it.each(rows)('takes HTTP %i with code "%s" for %s', (httpStatus, code, tag, transient) => {
    const facts = { operation: 'SyncContext', httpStatus, code, serviceMessage: 'why', requestId: 'R' };
    const error = classify(facts);
    expect(error).toMatchObject({ _tag: tag, ...facts });
    expect(isTransient(error)).toBe(transient);
  });

  it('keeps how long the service asked to wait', () => {
    const facts = { operation: 'SyncContext', httpStatus: 429, code: '', serviceMessage: '', requestId: '' };
    expect(classify(facts, 5000)).toMatchObject({ _tag: 'RateLimited', retryAfter: 5000 });
    expect(classify({ ...facts, httpStatus: 503 }, 5000)).toMatchObject({ _tag: 'Unavailable', retryAfter: 5000 });
  });
});
