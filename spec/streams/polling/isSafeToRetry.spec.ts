import { describe, expect, it } from 'vitest';
import { Unavailable } from '../../../src/model/errors/Unavailable.js';
import { isSafeToRetry } from '../../../src/streams/polling/isSafeToRetry.js';
import { trouble } from '../../support/errors.js';

const noAnswer = (code: string, syscall?: string): Unavailable =>
  new Unavailable(
    { operation: 'SyncContext', code, serviceMessage: '', requestId: '' },
    syscall === undefined ? {} : { cause: Object.assign(new Error('why'), { code, syscall }) },
  );

const answered = (httpStatus: number, code: string): Unavailable =>
  new Unavailable({ operation: 'SyncContext', httpStatus, code, serviceMessage: '', requestId: '' });

describe('isSafeToRetry', () => {
  it.each([
    ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EMFILE', 'ENFILE', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH'],
    ...['ENETDOWN', 'EADDRNOTAVAIL', 'EADDRINUSE', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_SOCKET_CONNECTION_TIMEOUT'],
    ...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  ])('is sure where the connection was never made: %s', (code) => {
    expect(isSafeToRetry(noAnswer(code))).toBe(true);
  });

  it.each([
    ['ETIMEDOUT', 'connect'],
    ['EACCES', 'connect'],
    ['EPERM', 'connect'],
    ['ENOBUFS', 'connect'],
    ['ESERVFAIL', 'getaddrinfo'],
  ])('is sure where connecting failed, whatever with: %s of %s', (code, syscall) => {
    expect(isSafeToRetry(noAnswer(code, syscall))).toBe(true);
  });

  it.each([
    ['ECONNRESET', undefined],
    ['ETIMEDOUT', undefined],
    ['EPIPE', 'write'],
    ['UND_ERR_SOCKET', undefined],
    ['UND_ERR_HEADERS_TIMEOUT', undefined],
    ['UND_ERR_BODY_TIMEOUT', undefined],
    // A connection that stood may break in such a way too.
    ['EHOSTUNREACH', 'read'],
    ['ENETUNREACH', 'write'],
    ['', undefined],
  ])('is not sure where a connection may have stood: %s of %s', (code, syscall) => {
    expect(isSafeToRetry(noAnswer(code, syscall))).toBe(false);
  });

  it.each([
    ['HTTP 429', trouble.rateLimited(), true],
    ['HTTP 503', trouble.unavailable(503), true],
    ['HTTP 503 and a code', answered(503, 'InternalError'), true],
    ['HTTP 500', trouble.unavailable(500), false],
    ['ServiceUnavailable in HTTP 200', answered(200, 'ServiceUnavailable'), false],
    ['ServiceUnavailable in HTTP 400', answered(400, 'ServiceUnavailable'), false],
    ['a code of the system in an answer', answered(502, 'ECONNREFUSED'), false],
    ['a refusal', trouble.refused(), false],
    ['what cannot be read', trouble.unreadable(), false],
    ['what took too long', trouble.slow(), false],
  ])('knows %s', (_, error, expected) => {
    expect(isSafeToRetry(error)).toBe(expected);
  });
});
