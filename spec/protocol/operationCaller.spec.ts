import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { silent } from '../../src/model/logging/Logger.js';
import { agb } from '../../src/protocol/agb/agb.js';
import { httpClient } from '../../src/protocol/http/HttpClient.js';
import { operationCaller } from '../../src/protocol/operationCaller.js';
import { redactor } from '../../src/protocol/redact.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { failed } from '../support/tasks.js';
import { deadUrl, json, startServer } from '../support/server.js';
import { stopTime } from '../support/time.js';

const apiKey = 'akm-TEST-key/with+chars';
const call = (url: string) => {
  const dialect = agb({ endpoint: new URL(url), apiKey });
  return operationCaller(dialect, httpClient(dialect.headers), redactor(apiKey), silent);
};

const outcome = (url: string, requestTimeout = 60_000): Promise<unknown> =>
  lastValueFrom(call(url)('SyncContext', { sessionId: 's' }, requestTimeout)).catch((error: unknown) => error);

describe('operationCaller', () => {
  it.each([
    ['does not begin', () => undefined],
    ['does not end', (response: ServerResponse) => response.writeHead(200).write('{"success":')],
  ])('gives up on an answer that %s in time', async (_, answer) => {
    const server = await startServer((__, response) => void answer(response));
    const time = stopTime();
    const ended = vi.fn();
    const end = outcome(server.url, 30).finally(ended);
    const request = await server.request(0);
    await time.pass(29);
    expect(ended).not.toHaveBeenCalled();
    await time.pass(1);
    expect(await end).toMatchObject({ _tag: 'TimedOut', limit: 'requestTimeout', allowed: 30 });
    await request.closed;
  });

  it('tells a refused connection from other trouble, with the error of the system as the cause', async () => {
    const url = await deadUrl();
    const error = await outcome(url);
    expect(error).toMatchObject({ _tag: 'Unavailable', httpStatus: undefined, code: 'ECONNREFUSED' });
    expect(error).toHaveProperty('cause.code', 'ECONNREFUSED');
    expect(String(error)).toContain(url);
  });

  it('tells a connection that was cut', async () => {
    const server = await startServer((_, response) => response.destroy());
    expect(await outcome(server.url)).toMatchObject({ _tag: 'Unavailable', code: 'UND_ERR_SOCKET' });
  });

  it('tells why a request could not even be tried', async () => {
    // Browsers and Node refuse to speak HTTP with some ports.
    expect(await outcome('http://127.0.0.1:1')).toMatchObject({ _tag: 'Unavailable', code: '' });
    expect(String(await outcome('http://127.0.0.1:1'))).toContain('bad port');
  });

  it('keeps the key out of errors, even if the service echoes it', async () => {
    const server = await startServer((_, response) => {
      json(response, 400, {
        success: false,
        code: `bad ${apiKey}`,
        message: `key ${apiKey} unknown`,
        requestId: apiKey,
      });
    });
    const error = await outcome(server.url);
    expect(error).toMatchObject({ _tag: 'Refused', serviceMessage: 'key [redacted] unknown' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(apiKey);
  });

  it('keeps the key out of results, even if a header echoes it', async () => {
    const server = await startServer((_, response) => {
      json(response, 200, { success: true }, { 'x-request-id': `for ${apiKey}` });
    });
    expect(await outcome(server.url)).toMatchObject({ requestId: 'for [redacted]', data: undefined });
  });

  it('keeps the key out of the texts of tasks', async () => {
    const contextStatus = StatusString.encode([failed({ errorMessage: `key ${apiKey}` })]);
    const server = await startServer((_, response) => json(response, 200, { success: true, data: { contextStatus } }));
    const answer = await lastValueFrom(call(server.url)('GetContextInfo', { sessionId: 's' }, 1000));
    expect(answer.data).toEqual([failed({ errorMessage: 'key [redacted]' })]);
  });

  it('keeps the key out of the errors of an answer that is no HTTP, even if it echoes the request', async () => {
    const server = createServer((socket) => {
      socket.on('data', (request) => socket.end(`no HTTP: ${String(request)}`));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const error = await outcome(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    // Which code it has depends on the version of Node.
    expect(error).toMatchObject({ _tag: 'Unavailable', httpStatus: undefined });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(apiKey);
  });

  it('keeps the key out of the errors of a broken connection', async () => {
    const server = await startServer((_, response) => response.destroy());
    for (const url of [server.url, await deadUrl()]) {
      expect(inspect(await outcome(url), { depth: 9, showHidden: true })).not.toContain(apiKey);
    }
  });
});
