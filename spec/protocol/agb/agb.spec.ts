import { describe, expect, it } from 'vitest';
import { contextSync } from '../../../src/model/contexts/ContextSync.js';
import { version } from '../../../src/model/version.js';
import { agb } from '../../../src/protocol/agb/agb.js';
import type { HttpRequest } from '../../../src/protocol/http/HttpClient.js';
import { readAnswer } from '../../../src/protocol/readAnswer.js';
import { succeeded } from '../../support/tasks.js';
import { StatusString } from '../../../src/protocol/StatusString.js';
import type { CommonOperation } from '../../../src/protocol/operations.js';

const dialect = agb({ endpoint: new URL('http://127.0.0.1:18080'), apiKey: 'akm-TEST-key/with+chars' });
const { requests } = dialect;

const line = ({ method, url, body }: HttpRequest): string =>
  `${method} ${url.pathname}${url.search}${body === undefined ? '' : ` ${body}`}`;

describe('agb requests', () => {
  // The lines that the official TypeScript client was recorded with: docs/protocol.md, section 1.2.
  it.each([
    [requests.GetContextInfo({ sessionId: 's-agb-1' }), 'GET /sdk/GetContextInfo?sessionId=s-agb-1'],
    [
      requests.GetContextInfo({ sessionId: 's', contextId: 'c', path: '/a b', taskType: 'upload' }),
      'GET /sdk/GetContextInfo?sessionId=s&contextId=c&path=%2Fa+b&taskType=upload',
    ],
    [
      requests.SyncContext({ sessionId: 's-agb-1', contextId: 'ctx-1', path: '/data', mode: 'upload' }),
      'POST /sdk/SyncContext?sessionId=s-agb-1&contextId=ctx-1&path=%2Fdata&mode=upload',
    ],
    [requests.SyncContext({ sessionId: 's-agb-1' }), 'POST /sdk/SyncContext?sessionId=s-agb-1'],
    [requests.GetContext({ name: 'my ctx', create: true }), 'GET /sdk/GetContext?name=my+ctx&allowCreate=true'],
    [requests.GetSessionInfo({ sessionId: 's-agb-1' }), 'POST /mcp/getSessionInfo {"sessionId":"s-agb-1"}'],
    [requests.DeleteSession({ sessionId: 's-agb-1' }), 'POST /mcp/releaseSessionAsync {"sessionId":"s-agb-1"}'],
    [
      requests.CreateSession({ imageId: 'agb-code-space-1', contextSyncs: [] }),
      'POST /mcp/createSession?imageId=agb-code-space-1&sdkStats=%7B%22source%22%3A%22sdk%22%2C%22sdk_language%22%3A%22typescript%22' +
        `%2C%22sdk_version%22%3A%22${version}%22%2C%22is_release%22%3Atrue%7D {}`,
    ],
  ])('%#: are said as they were recorded', (request, expected) => {
    expect(line(request)).toBe(expected);
  });

  it('carry the key in a header, as it is, and say JSON even without a body', () => {
    expect(requests.GetContextInfo({ sessionId: 's' }).headers).toBeUndefined();
    expect(dialect.headers).toEqual({
      authorization: 'Bearer akm-TEST-key/with+chars',
      'content-type': 'application/json',
    });
  });

  it('mount contexts with the default policy, byte for byte', () => {
    const { body } = requests.CreateSession({
      imageId: 'agb-code-space-1',
      contextSyncs: [contextSync('ctx-1', '/data')],
    });
    const { persistenceDataList } = JSON.parse(body ?? '') as { persistenceDataList: unknown };
    expect(persistenceDataList).toEqual([
      {
        contextId: 'ctx-1',
        path: '/data',
        policy:
          '{"uploadPolicy":{"autoUpload":true,"uploadStrategy":"UploadBeforeResourceRelease","uploadMode":"File"},' +
          '"downloadPolicy":{"autoDownload":true,"downloadStrategy":"DownloadAsync"},' +
          '"deletePolicy":{"syncLocalFile":true},' +
          '"extractPolicy":{"extract":true,"deleteSrcFile":true,"extractToCurrentFolder":false},' +
          '"recyclePolicy":{"lifecycle":"Lifecycle_Forever","paths":[""]},' +
          '"bwList":{"whiteLists":[]}}',
      },
    ]);
  });

  it('keep the path of an endpoint', () => {
    const below = agb({ endpoint: new URL('https://example.com/base'), apiKey: 'k' });
    expect(below.requests.SyncContext({ sessionId: 's' }).url.href).toBe(
      'https://example.com/base/sdk/SyncContext?sessionId=s',
    );
  });
});

const read = (
  operation: CommonOperation,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): unknown => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  try {
    return readAnswer(dialect, operation, { status, headers: new Headers(headers), text }, (said) => said, 0);
  } catch (error) {
    return error;
  }
};

const good = { success: true, code: 'ok', message: '', requestId: 'R' };

describe('agb answers', () => {
  it('to GetContextInfo are the status list', () => {
    const data = { contextStatus: StatusString.encode([succeeded()]) };
    expect(read('GetContextInfo', { ...good, data })).toMatchObject({ requestId: 'R', data: [succeeded()] });
  });

  it.each([
    ['data missing', undefined],
    ['data null', null],
    ['contextStatus missing', {}],
    ['contextStatus null', { contextStatus: null }],
    ['contextStatus empty', { contextStatus: '' }],
  ])('to GetContextInfo are an empty list with %s', (_, data) => {
    expect(read('GetContextInfo', { ...good, data })).toMatchObject({ requestId: 'R', data: [] });
  });

  it.each([
    ['data a list', [], 'data'],
    ['data text', 'x', 'data'],
    ['contextStatus not JSON', { contextStatus: 'Ready' }, 'data.contextStatus'],
    ['an entry that cannot be read', { contextStatus: '[{"type":"data","data":"x"}]' }, 'data.contextStatus.0.data'],
    [
      'a task that cannot be read',
      { contextStatus: [{ type: 'data', data: [{ startTime: 'secret' }] }] },
      'data.contextStatus.0.data.0.startTime',
    ],
  ])('to GetContextInfo are unreadable with %s', (_, data, where) => {
    const error = read('GetContextInfo', { ...good, data });
    expect(error).toMatchObject({ _tag: 'BadAnswer', operation: 'GetContextInfo', where, requestId: 'R' });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  // docs/protocol.md, section 3.3: only `success: true` in a 2xx answer counts.
  it.each([
    ['success false', 200, { success: false, code: 'X', message: 'why' }, 'Refused'],
    ['success false without a code', 200, { success: false }, 'Refused'],
    ['success missing', 200, {}, 'BadAnswer'],
    ['success as text', 200, { ...good, success: 'true' }, 'BadAnswer'],
    ['success in another case', 200, { Success: true }, 'BadAnswer'],
    ['a list', 200, [], 'BadAnswer'],
    ['no body', 200, '', 'BadAnswer'],
    ['a body that is not JSON', 200, '<html>', 'BadAnswer'],
    ['a body that is cut', 200, '{"success":tr', 'BadAnswer'],
    ['success true in an HTTP error', 500, good, 'Unavailable'],
    ['success true in a redirection', 302, good, 'Unavailable'],
    ['an HTTP error that is not JSON', 502, '<html>', 'Unavailable'],
    ['an HTTP refusal that is not JSON', 401, '', 'Unauthorized'],
    ['a status inside the body', 200, { success: false, httpStatusCode: 429 }, 'RateLimited'],
    ['a status inside the body that is none', 200, { success: false, httpStatusCode: 1e300 }, 'Refused'],
    ['a status inside the body that is text', 200, { success: false, httpStatusCode: '429' }, 'Refused'],
    ['HTTP 404', 404, { success: false }, 'NotFound'],
    ['HTTP 404 and another code', 404, { success: false, code: 'X' }, 'Refused'],
    ['HTTP 404 that is a page', 404, '<html>', 'Unavailable'],
    ['HTTP 404 without a body', 404, '', 'Unavailable'],
    ['HTTP 404 with JSON of somebody else', 404, {}, 'Unavailable'],
    ['a server that is busy', 200, { success: false, code: 'SystemBusy' }, 'Unavailable'],
    ['HTTP 400 that asks to come later', 400, { success: false, code: 'TooManyRequests' }, 'RateLimited'],
    ['an unknown session', 400, { success: false, code: 'InvalidMcpSession.NotFound' }, 'NotFound'],
  ])('with %s are no success', (_, status, body, tag) => {
    expect(read('GetContextInfo', body, status)).toMatchObject({ _tag: tag, operation: 'GetContextInfo' });
  });

  it('tell the HTTP status that they had, not one that they speak of', () => {
    const code = 'ServiceUnavailable';
    expect(read('SyncContext', { success: false, code, httpStatusCode: 503 })).toMatchObject({ httpStatus: 200 });
  });

  it('with another 2xx status are good', () => {
    expect(read('SyncContext', good, 201)).toMatchObject({ requestId: 'R', data: undefined });
    expect(read('SyncContext', good, 299)).toMatchObject({ requestId: 'R', data: undefined });
    for (const status of [0, 199, 300]) expect(read('SyncContext', good, status)).toBeInstanceOf(Error);
  });

  it('take the request id from the header where the body has none', () => {
    const { requestId: _, ...anonymous } = good;
    expect(read('SyncContext', anonymous, 200, { 'x-request-id': 'H' })).toMatchObject({ requestId: 'H' });
    expect(read('SyncContext', { success: false }, 200, { 'x-request-id': 'H' })).toMatchObject({ requestId: 'H' });
    expect(read('SyncContext', good, 200, { 'x-request-id': 'H' })).toMatchObject({ requestId: 'R' });
  });

  it('are judged by what was said, and shown redacted', () => {
    const headers = new Headers();
    const text = JSON.stringify({ success: false, code: 'Throttling.User', message: 'too often' });
    const redact = (said: string): string => said.replaceAll('r', '?');
    expect(() => readAnswer(dialect, 'SyncContext', { status: 200, headers, text }, redact, 0)).toThrow(
      expect.objectContaining({ _tag: 'RateLimited', code: 'Th?ottling.Use?' }) as Error,
    );
  });

  it('that ask for patience say for how long', () => {
    expect(read('SyncContext', '', 429, { 'Retry-After': '3' })).toMatchObject({ retryAfter: 3000 });
  });

  it('to GetContext are the context', () => {
    const data = { id: 'SdkCtx-1', name: 'my-data', state: 'available', createTime: 't', lastUsedTime: null, more: 1 };
    expect(read('GetContext', { ...good, data })).toMatchObject({
      requestId: 'R',
      data: { id: 'SdkCtx-1', name: 'my-data', state: 'available', createTime: 't', lastUsedTime: '' },
    });
    expect(read('GetContext', good)).toMatchObject({ _tag: 'BadAnswer', where: 'data' });
  });

  // docs/protocol.md, section 4.6: the data decides.
  it('to CreateSession are the session id, or the refusal inside the data', () => {
    expect(read('CreateSession', { ...good, data: { sessionId: 's-1' } })).toMatchObject({
      data: { sessionId: 's-1' },
    });
    expect(read('CreateSession', { data: { sessionId: 's-1' } })).toMatchObject({ data: { sessionId: 's-1' } });
    expect(read('CreateSession', { ...good, data: { success: false, errMsg: 'no quota' } })).toMatchObject({
      _tag: 'Refused',
      serviceMessage: 'no quota',
    });
    expect(read('CreateSession', { success: false, data: { sessionId: 's-1' } })).toMatchObject({ _tag: 'Refused' });
    expect(read('CreateSession', good)).toMatchObject({ _tag: 'BadAnswer', where: 'data' });
    expect(read('CreateSession', '')).toMatchObject({ _tag: 'BadAnswer', where: 'data' });
  });

  it('to GetSessionInfo are the status, in either case', () => {
    expect(read('GetSessionInfo', { ...good, data: { status: 'RUNNING' } })).toMatchObject({
      data: { status: 'RUNNING' },
    });
    expect(read('GetSessionInfo', { ...good, data: { Status: 'FINISH' } })).toMatchObject({
      data: { status: 'FINISH' },
    });
  });

  // docs/protocol.md, section 3.1: the one operation whose answers may come in another case, or inside a body.
  it('to DeleteSession may come in another case, or inside a body', () => {
    expect(read('DeleteSession', { Success: true, RequestId: 'R' })).toMatchObject({ requestId: 'R' });
    expect(read('DeleteSession', { body: { Success: true, RequestId: 'R' } })).toMatchObject({ requestId: 'R' });
    expect(read('DeleteSession', { body: { success: false, code: 'X' } })).toMatchObject({
      _tag: 'Refused',
      code: 'X',
    });
  });
});
