import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { withHistory } from '../../src/model/errors/withHistory.js';
import { redactor } from '../../src/protocol/redact.js';
import { networkError } from '../../src/protocol/networkError.js';

const apiKey = 'akm-TEST-key/with+chars';

const read = (thrown: unknown, key = apiKey) => networkError('SyncContext', 'https://x', thrown, redactor(key));

const system = (code: string, syscall: string, message = `${syscall} ${code}`) =>
  Object.assign(new Error(message), { code, syscall, errno: -1 });

const fetchFailed = (cause: unknown) => new TypeError('fetch failed', { cause });

describe('what the network layer threw', () => {
  it('is told by the code at its root, with what the system was doing', () => {
    const error = read(fetchFailed(system('ECONNRESET', 'read')));
    expect(error).toMatchObject({ code: 'ECONNRESET', serviceMessage: 'the connection with https://x broke off' });
    expect(error.cause).toMatchObject({ message: 'read ECONNRESET', code: 'ECONNRESET', syscall: 'read' });
  });

  it('is told by its message where there is no code', () => {
    expect(read(fetchFailed(new Error('bad port')))).toMatchObject({
      code: '',
      serviceMessage: 'the request to https://x failed: bad port',
    });
    expect(read('nothing')).toMatchObject({ code: '', serviceMessage: 'the request to https://x failed: nothing' });
    expect(read(fetchFailed('text'))).toMatchObject({ serviceMessage: 'the request to https://x failed: text' });
  });

  it('has no code in browsers, which do not tell a page that it may not read the answer', () => {
    const step = /; check `endpoint` and the network, and in a page that its origin is allowed \(CORS\)$/;
    expect(read(new TypeError('Failed to fetch')).message).toMatch(step);
    expect(read(fetchFailed(system('ECONNRESET', 'read'))).message).not.toMatch(/CORS/);
    // Also where a sync ends by it, and is told what to do next.
    const ended = withHistory(
      read('nothing'),
      { lastSnapshot: undefined, answers: {}, lastDelay: undefined },
      'sync again',
    );
    expect(ended.message).toMatch(/\(CORS\); sync again$/);
    // A storage is at no `endpoint`.
    const transfer = networkError('uploadFile', 'https://x', 'nothing', redactor(apiKey));
    expect(transfer.message).toMatch(/; check the network, and in a page that its origin is allowed \(CORS\)$/);
  });

  it('is no connection only where there was none', () => {
    for (const thrown of [system('ECONNREFUSED', 'connect'), system('ENOTFOUND', 'getaddrinfo')]) {
      expect(read(fetchFailed(thrown))).toMatchObject({ serviceMessage: 'no connection with https://x' });
    }
    const cut = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
    expect(read(fetchFailed(cut))).toMatchObject({ serviceMessage: 'the connection with https://x broke off' });
  });

  it('is told by the last of many causes, even where they go in a circle', () => {
    const root = system('EPIPE', 'write');
    expect(read(new Error('a', { cause: new Error('b', { cause: fetchFailed(root) }) })).code).toBe('EPIPE');
    const circle = new Error('round');
    circle.cause = new Error('and round', { cause: circle });
    expect(read(circle)).toMatchObject({ _tag: 'Unavailable', code: '' });
  });

  it('is told of errors of another realm too', () => {
    const foreign: unknown = runInNewContext(
      "Object.assign(new Error('x'), { cause: Object.assign(new Error('y'), { code: 'EPIPE' }) })",
    );
    expect(foreign).not.toBeInstanceOf(Error);
    expect(read(foreign)).toMatchObject({ code: 'EPIPE', cause: { message: 'y' } });
  });

  it('of several addresses is told by one that may have been connected, or by the first', () => {
    const refused = system('ECONNREFUSED', 'connect', 'connect ECONNREFUSED ::1:80');
    const late = system('ETIMEDOUT', 'connect');
    const reset = system('ECONNRESET', 'read');
    const several = (...errors: Error[]) => fetchFailed(new AggregateError(errors, ''));
    expect(read(several(refused, late)).cause).toMatchObject({
      code: 'ECONNREFUSED',
      syscall: 'connect',
      message: 'connect ECONNREFUSED ::1:80; connect ETIMEDOUT',
    });
    expect(read(several(refused, reset, late)).cause).toMatchObject({ code: 'ECONNRESET', syscall: 'read' });
    expect(read(Object.assign(several(refused, reset), { code: undefined })).code).toBe('ECONNRESET');
    // Node gives the whole the code of its first member.
    const whole = Object.assign(new AggregateError([refused, reset], ''), { code: 'ECONNREFUSED' });
    expect(read(fetchFailed(whole)).code).toBe('ECONNRESET');
    expect(read(several())).toMatchObject({ code: '' });
  });

  it.each<[string, unknown, string?]>([
    ['in its message', new Error(`bad header Bearer ${apiKey}`)],
    ['in the message of its cause', fetchFailed(new Error(`bad URL ?Authorization=${encodeURIComponent(apiKey)}`))],
    ['in the message of an error with a code', fetchFailed(system('EPIPE', 'write', `write ${apiKey}`))],
    ['in its code', fetchFailed(system(apiKey, 'write'))],
    ['in a code like others', fetchFailed(system('AKM_TEST_KEY', 'akm_test_key')), 'AKM_TEST_KEY'],
    ['in the name of the system call', fetchFailed(system('EPIPE', apiKey))],
    [
      'in an error that is one of many',
      fetchFailed(new AggregateError([new Error(apiKey), system('EPIPE', 'w', apiKey)], apiKey)),
    ],
    [
      'in its request',
      Object.assign(new Error('x'), { request: { headers: { authorization: apiKey } }, code: 'EPIPE' }),
    ],
    ['in the request of its cause', fetchFailed(Object.assign(new Error('x'), { options: { headers: [apiKey] } }))],
    ['in its stack', Object.assign(new Error('x'), { stack: `Error: x\n at ${apiKey}` })],
    ['in its name', Object.assign(new Error('x'), { name: apiKey })],
    ['in what is no error', { toString: () => apiKey, key: apiKey }],
    [
      'in what cannot even be told',
      {
        toString: () => {
          throw new Error(apiKey);
        },
      },
    ],
    ['in a symbol', Symbol(apiKey)],
  ])('shows no key: %s', (_, thrown, key = apiKey) => {
    const error = read(thrown, key);
    expect(error._tag).toBe('Unavailable');
    const shown = [
      inspect(error, { depth: 99, showHidden: true, getters: true }),
      JSON.stringify(error),
      String(error),
    ];
    for (const text of [...shown, error.stack, (error.cause as Error).stack]) {
      expect(text).not.toMatch(new RegExp(key.replaceAll('+', '\\+'), 'i'));
      expect(text).not.toContain(encodeURIComponent(key));
    }
  });
});
