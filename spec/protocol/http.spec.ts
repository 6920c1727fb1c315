import { firstValueFrom, lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { http } from '../../src/protocol/http.js';
import type { HttpRequest } from '../../src/protocol/HttpRequest.js';
import { startServer } from '../support/server.js';

const post = (url: string, body?: string): HttpRequest => ({
  method: 'POST',
  url: new URL(url),
  headers: { authorization: 'Bearer key' },
  body,
});

describe('http', () => {
  it('sends the request as it is, and emits the answer once its body is read', async () => {
    const server = await startServer((_, response) => response.writeHead(201, { 'X-Request-Id': 'R' }).end('hello'));
    const answer = await lastValueFrom(http(post(`${server.url}/a?b=c`, 'body')));
    expect(answer).toMatchObject({ status: 201, text: 'hello' });
    expect(answer.headers.get('x-request-id')).toBe('R');
    expect(server.received).toMatchObject([
      { method: 'POST', url: '/a?b=c', body: 'body', headers: { authorization: 'Bearer key' } },
    ]);
  });

  it('sends nothing before it is subscribed, and one request for each subscription', async () => {
    const server = await startServer((_, response) => response.end());
    const answer = http(post(server.url));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.received).toHaveLength(0);
    await lastValueFrom(answer);
    await lastValueFrom(answer);
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
    const subscription = http(post(server.url)).subscribe((answer) => emitted.push(answer));
    const request = await server.request(0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    subscription.unsubscribe();
    await request.closed;
    expect(emitted).toEqual([]);
  });

  it('errors when the connection is cut', async () => {
    const server = await startServer((_, response) => response.destroy());
    await expect(firstValueFrom(http(post(server.url)))).rejects.toThrow('fetch failed');
  });
});
