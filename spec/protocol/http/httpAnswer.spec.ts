import type { ServerResponse } from 'node:http';
import { firstValueFrom, lastValueFrom, type Observable } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { InvalidRequest } from '../../../src/model/errors/InvalidRequest.js';
import { httpAnswer, longestAnswer, type HttpAnswer } from '../../../src/protocol/http/httpAnswer.js';
import { httpClient, type HttpRequest } from '../../../src/protocol/http/HttpClient.js';
import { drained, startServer } from '../../support/server.js';

/** Writes these bytes one by one. */
const drip = async (response: ServerResponse, bytes: Buffer): Promise<void> => {
  response.writeHead(200);
  for (const byte of bytes) {
    response.write(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  response.end();
};

/** Writes for as long as somebody reads. */
const pour = async (response: ServerResponse, sent: { bytes: number }): Promise<void> => {
  const chunk = Buffer.alloc(2 ** 18, ' ');
  while (!response.destroyed) {
    sent.bytes += chunk.length;
    if (!response.write(chunk)) await drained(response);
  }
};

const post = (url: string, body?: string): HttpRequest => ({
  method: 'POST',
  url: new URL(url),
  headers: { 'x-own': 'yes' },
  body,
});

const client = httpClient({ authorization: 'Bearer key' });

const http = (request: HttpRequest): Observable<HttpAnswer> => httpAnswer(client, request);

const spiedFetch = () => {
  const spy = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => {
    spy.mockRestore();
  });
  return spy;
};

describe('httpAnswer', () => {
  it('sends the request as it is, and emits the answer once its body is read', async () => {
    const server = await startServer((_, response) => response.writeHead(201, { 'X-Request-Id': 'R' }).end('hello'));
    const answer = await lastValueFrom(http(post(`${server.url}/a?b=c`, 'body')));
    expect(answer).toMatchObject({ status: 201, text: 'hello' });
    expect(answer.headers.get('x-request-id')).toBe('R');
    expect(server.received).toMatchObject([
      { method: 'POST', url: '/a?b=c', body: 'body', headers: { authorization: 'Bearer key', 'x-own': 'yes' } },
    ]);
  });

  it('sends nothing before it is subscribed, and one request for each subscription', async () => {
    const server = await startServer((_, response) => response.end());
    const sending = spiedFetch();
    const answer = http(post(server.url));
    expect(sending).not.toHaveBeenCalled();
    await lastValueFrom(answer);
    await lastValueFrom(answer);
    expect(sending).toHaveBeenCalledTimes(2);
    expect(server.received).toHaveLength(2);
  });

  it('takes an HTTP error status as an answer, and does not try again by itself', async () => {
    const server = await startServer((_, response) => response.writeHead(503, { 'Retry-After': '0' }).end('busy'));
    await expect(lastValueFrom(http({ ...post(server.url), method: 'GET' }))).resolves.toMatchObject({
      status: 503,
      text: 'busy',
    });
    expect(server.received).toHaveLength(1);
  });

  it('does not take the API key along to where it is redirected', async () => {
    const server = await startServer((_, response) => response.writeHead(307, { Location: '/elsewhere' }).end());
    await expect(lastValueFrom(http(post(server.url)))).resolves.toMatchObject({ status: 307 });
    expect(server.received).toHaveLength(1);
  });

  it('asks for no copy of an earlier answer, takes no cookies along, and follows nobody', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response('')));
    onTestFinished(() => fetched.mockRestore());
    await lastValueFrom(http(post('http://127.0.0.1')));
    await lastValueFrom(http(post('http://127.0.0.1', 'body')));
    for (const [request] of fetched.mock.calls) {
      const { cache, credentials, redirect } = request as Request;
      expect({ cache, credentials, redirect }).toEqual({ cache: 'no-store', credentials: 'omit', redirect: 'manual' });
    }
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it('needs no more of `fetch` than that it sends a request', async () => {
    const server = await startServer((_, response) => response.end());
    // As happy-dom does it: what stands beside a request is passed over.
    const { fetch } = globalThis;
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation((request) => fetch(request));
    onTestFinished(() => fetched.mockRestore());
    await lastValueFrom(http(post(server.url, 'body')));
    expect(server.received).toMatchObject([{ method: 'POST', body: 'body', headers: { 'x-own': 'yes' } }]);
  });

  it.each([['TextEncoder'], ['fetch', 'Request', 'Response']])(
    'names what a runtime lacks, and goes on where it was put there: %s',
    async (...missing) => {
      const server = await startServer((_, response) => response.end('hello'));
      const answer = httpAnswer(httpClient(), post(server.url, 'body'));
      for (const name of missing) vi.stubGlobal(name, undefined);
      onTestFinished(() => void vi.unstubAllGlobals());
      const error: unknown = await lastValueFrom(answer).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InvalidRequest);
      expect(String(error)).toContain(`\`globalThis\` must have ${missing.join(', ')} to send requests`);
      vi.unstubAllGlobals();
      await expect(lastValueFrom(answer)).resolves.toMatchObject({ text: 'hello' });
      expect(server.received).toHaveLength(1);
    },
  );

  it('closes the connection when it is unsubscribed before the answer begins', async () => {
    const server = await startServer(() => undefined);
    const subscription = http(post(server.url)).subscribe();
    const request = await server.request(0);
    subscription.unsubscribe();
    await request.closed;
  });

  it('closes the connection when it is unsubscribed while the body is read', async () => {
    const server = await startServer((_, response) => response.writeHead(200).write('half an ans'));
    const emitted: unknown[] = [];
    const sending = spiedFetch();
    const subscription = http(post(server.url)).subscribe((answer) => emitted.push(answer));
    const request = await server.request(0);
    // Its headers have come, and its body is never whole.
    await sending.mock.results[0]?.value;
    subscription.unsubscribe();
    await request.closed;
    expect(emitted).toEqual([]);
  });

  it('reads text of any characters, wherever its pieces are cut, and without the mark that some put before it', async () => {
    const bytes = Buffer.from('\ufeff{"a":"ä 𝄞 漢"}');
    const server = await startServer((_, response) => void drip(response, bytes));
    await expect(lastValueFrom(http(post(server.url)))).resolves.toMatchObject({ text: '{"a":"ä 𝄞 漢"}' });
  });

  it('reads nothing where there is no body', async () => {
    const server = await startServer((_, response) => void response.writeHead(204).end());
    await expect(lastValueFrom(http(post(server.url)))).resolves.toMatchObject({ status: 204, text: '' });
  });

  it('reads the longest answer to its end, and of a longer one nothing more', async () => {
    const chunk = Buffer.alloc(2 ** 20, ' ');
    for (const [length, text] of [
      [longestAnswer, ' '.repeat(longestAnswer)],
      [longestAnswer + 1, undefined],
    ] as const) {
      const server = await startServer((_, response) => {
        response.writeHead(200);
        for (let left: number = length; left > 0; left -= chunk.length) response.write(chunk.subarray(0, left));
        response.end();
      });
      expect((await lastValueFrom(http(post(server.url)))).text === text).toBe(true);
    }
  });

  it('closes the connection of an answer without end', async () => {
    const sent = { bytes: 0 };
    const server = await startServer((_, response) => void pour(response.writeHead(200), sent));
    await expect(lastValueFrom(http(post(server.url)))).resolves.toMatchObject({ status: 200, text: undefined });
    await (
      await server.request(0)
    ).closed;
    // What is on the way when the connection is closed is read by nobody.
    expect(sent.bytes).toBeLessThan(longestAnswer + 32 * 2 ** 20);
  });

  it('errors when the connection is cut', async () => {
    const server = await startServer((_, response) => response.destroy());
    await expect(firstValueFrom(http(post(server.url)))).rejects.toThrow('fetch failed');
  });
});
