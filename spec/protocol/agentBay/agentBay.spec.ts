import { describe, expect, it } from 'vitest';
import { agentBay } from '../../../src/protocol/agentBay/agentBay.js';
import type { OperationName } from '../../../src/protocol/operations.js';
import { readAnswer } from '../../../src/protocol/readAnswer.js';
import { StatusString } from '../../../src/protocol/StatusString.js';
import { succeeded } from '../../support/tasks.js';

const apiKey = 'akm-TEST-key/with+chars';
const dialect = agentBay({ endpoint: new URL('https://example.com/base'), apiKey });

describe('agentBay requests', () => {
  it('carry the key in the form, encoded, and in no header', () => {
    const { headers, body, url } = dialect.requests.GetContextInfo({ sessionId: 's' });
    expect(body).toBe('Authorization=Bearer+akm-TEST-key%2Fwith%2Bchars&SessionId=s');
    expect(url.href).not.toContain('akm');
    expect(JSON.stringify([headers, dialect.headers])).not.toContain('akm');
  });

  it('of SyncContext carry it in the query, and only there', () => {
    const { body, url } = dialect.requests.SyncContext({ sessionId: 's' });
    expect(body).toBe('SessionId=s');
    expect(url.searchParams.get('Authorization')).toBe(`Bearer ${apiKey}`);
  });

  it('keep the path of an endpoint, and never repeat a nonce', () => {
    const urls = Array.from({ length: 50 }, () => dialect.requests.DeleteContext({ contextId: 'c' }).url);
    expect(urls.every(({ pathname }) => pathname === '/base/')).toBe(true);
    expect(new Set(urls.map(({ searchParams }) => searchParams.get('SignatureNonce'))).size).toBe(50);
  });

  it('say the time in UTC, to the second', () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const told = dialect.requests.DeleteContext({ contextId: 'c' }).url.searchParams.get('Timestamp') ?? '';
    expect(told).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(told)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(told)).toBeLessThanOrEqual(Date.now());
  });
});

const read = (operation: OperationName, body: unknown, status = 200, headers: Record<string, string> = {}): unknown => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  try {
    return readAnswer(dialect, operation, { status, headers: new Headers(headers), text }, (said) => said, 0);
  } catch (error) {
    return error;
  }
};

const good = { Success: true, Code: 'ok', Message: '', RequestId: 'R' };

describe('agentBay answers', () => {
  it('to GetContextInfo are the status list', () => {
    const Data = { ContextStatus: StatusString.encode([succeeded()]) };
    expect(read('GetContextInfo', { ...good, Data })).toMatchObject({ requestId: 'R', data: [succeeded()] });
  });

  it.each([
    ['Data missing', undefined],
    ['Data null', null],
    ['ContextStatus missing', {}],
    ['ContextStatus empty', { ContextStatus: '' }],
  ])('to GetContextInfo are an empty list with %s', (_, Data) => {
    expect(read('GetContextInfo', { ...good, Data })).toMatchObject({ requestId: 'R', data: [] });
  });

  // docs/protocol.md, section 5.2: what AgentBay's own clients take for an empty list.
  it.each([
    ['Data text', 'x', 'data'],
    ['ContextStatus no JSON', { ContextStatus: 'Ready' }, 'data.contextStatus'],
    ['ContextStatus an object', { ContextStatus: '{}' }, 'data.contextStatus'],
    ['inner text that is no JSON', { ContextStatus: '[{"type":"data","data":"x"}]' }, 'data.contextStatus.0.data'],
  ])('to GetContextInfo are unreadable with %s', (_, Data, where) => {
    expect(read('GetContextInfo', { ...good, Data })).toMatchObject({ _tag: 'BadAnswer', where, requestId: 'R' });
  });

  // docs/protocol.md, section 3.3.
  it.each([
    ['Success false', 200, { Success: false, Code: 'X', Message: 'why' }, 'Refused'],
    ['Success false without a code', 200, { Success: false }, 'Refused'],
    ['nothing', 200, {}, 'BadAnswer'],
    ['a list', 200, [], 'BadAnswer'],
    ['no body', 200, '', 'BadAnswer'],
    ['the other case', 200, { success: true }, 'BadAnswer'],
    ['Success as text', 200, { Success: 'true' }, 'BadAnswer'],
    ['a Message that is no text', 200, { ...good, Message: {} }, 'BadAnswer'],
    ['Success true in an HTTP error', 500, good, 'Unavailable'],
    ['an HTTP error that is not JSON', 502, '<html>', 'Unavailable'],
    ['a bad key', 400, { Code: 'NOT_LOGIN', Message: 'not login', HostId: 'h', RequestId: 'R' }, 'Unauthorized'],
    ['a bad key in the other case', 400, { code: 'NOT_LOGIN', message: 'not login', requestId: 'R' }, 'Unauthorized'],
    ['Success null', 400, { Success: null, Code: 'NOT_LOGIN' }, 'Unauthorized'],
    ['Success false as text', 200, { Success: 'false', Code: 'NOT_LOGIN' }, 'Unauthorized'],
    [
      'a request id that is a number',
      400,
      { Success: false, Code: 'InvalidMcpSession.NotFound', RequestId: 5 },
      'NotFound',
    ],
    ['an unknown key', 404, { Code: 'InvalidAccessKeyId.NotFound' }, 'Unauthorized'],
    ['an unknown API', 404, { Code: 'InvalidApi.NotFound' }, 'Refused'],
    ['a code alone', 200, { Code: 'InvalidMcpSession.NotFound', RequestId: 'R' }, 'NotFound'],
    ['an unknown session', 400, { ...good, Success: false, Code: 'InvalidMcpSession.NotFound' }, 'NotFound'],
    ['an unknown context', 400, { Code: 'ContextNotFound' }, 'NotFound'],
    ['an unknown action', 404, { Code: 'InvalidAction.NotFound' }, 'Refused'],
    ['throttling', 400, { Code: 'Throttling.User' }, 'RateLimited'],
    ['HTTP 404', 404, { Success: false }, 'NotFound'],
    ['HTTP 404 that is a page', 404, '<html>', 'Unavailable'],
    ['HTTP 404 with JSON of somebody else', 404, { error: 'Not Found' }, 'Unavailable'],
    ['a service that is not available', 200, { Success: false, Code: 'ServiceUnavailable' }, 'Unavailable'],
    ['a gateway that took too long', 400, { Code: 'GatewayTimeout' }, 'Unavailable'],
    ['a status inside the body that is none', 200, { Success: false, HttpStatusCode: 9e9 }, 'Refused'],
    ['a status inside the body, as text', 200, { Success: false, HttpStatusCode: '429' }, 'RateLimited'],
  ])('with %s are no success', (_, status, body, tag) => {
    expect(read('GetContextInfo', body, status)).toMatchObject({ _tag: tag, operation: 'GetContextInfo' });
  });

  it('tell code, text and request id of a refusal by the gateway', () => {
    expect(read('SyncContext', { code: 'NOT_LOGIN', message: 'not login', requestId: 'R' }, 400)).toMatchObject({
      code: 'NOT_LOGIN',
      serviceMessage: 'not login',
      requestId: 'R',
      httpStatus: 400,
    });
  });

  it('take the request id from no header', () => {
    expect(read('SyncContext', { Success: true }, 200, { 'x-request-id': 'H' })).toMatchObject({ requestId: '' });
  });

  // docs/protocol.md, section 4.6: the data decides.
  it('to CreateSession are the session id, or the refusal inside the data', () => {
    expect(read('CreateSession', { Data: { SessionId: 's-1' } })).toMatchObject({ data: { sessionId: 's-1' } });
    expect(read('CreateSession', { ...good, Data: { Success: false, ErrMsg: 'no quota' } })).toMatchObject({
      _tag: 'Refused',
      serviceMessage: 'no quota',
    });
    expect(read('CreateSession', { Success: false, Code: 'X', Data: { SessionId: 's' } })).toMatchObject({ code: 'X' });
    expect(read('CreateSession', good)).toMatchObject({ _tag: 'BadAnswer', where: 'data' });
    expect(read('CreateSession', { ...good, Data: {} })).toMatchObject({ _tag: 'BadAnswer', where: 'data.sessionId' });
    expect(read('CreateSession', {})).toMatchObject({ _tag: 'BadAnswer' });
  });

  it('with lists have them empty only where there is none', () => {
    for (const operation of [
      'ListContexts',
      'ListSession',
      'DescribeContextFiles',
      'DescribeSessionContexts',
    ] as const) {
      expect(read(operation, good)).toMatchObject({ data: [] });
      expect(read(operation, { ...good, Data: null })).toMatchObject({ data: [] });
      for (const Data of [{}, 'x', [null], ['x']]) {
        expect(read(operation, { ...good, Data })).toMatchObject({ _tag: 'BadAnswer' });
      }
    }
  });

  it('may have numbers where texts are declared', () => {
    expect(read('DescribeContextFiles', { ...good, Data: [{ FileId: 7, GmtCreate: 8, Size: '9' }] })).toMatchObject({
      data: [{ fileId: '7', gmtCreate: '8', size: 9 }],
    });
  });

  it('with lists say what comes next', () => {
    const page = { ...good, Data: [], NextToken: 'tok==', MaxResults: '10', TotalCount: '12' };
    expect(read('ListContexts', page)).toMatchObject({ nextToken: 'tok==', totalCount: 12 });
    expect(read('DescribeContextFiles', { ...good, Data: [], Count: 3 })).toMatchObject({
      nextToken: '',
      totalCount: 3,
    });
    // `Count` may be that of the page alone.
    expect(read('ListContexts', { ...page, Count: 2 })).toMatchObject({ totalCount: 12 });
  });
});
