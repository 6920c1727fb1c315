import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { AGB } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { json, startServer, type Received } from '../support/server.js';
import { task } from '../support/tasks.js';

const running = { contextStatus: StatusString.encode([task()]) };
const good = (response: ServerResponse, data?: unknown) => json(response, 200, { success: true, requestId: 'R', data });

/** A service that accepts the trigger, tells that the task runs, and lets the request of that index hang. */
const hangingAt = (hanging: number) =>
  startServer((request: Received, response, index) => {
    if (index === hanging) return;
    good(response, request.url.startsWith('/sdk/GetContextInfo') ? running : undefined);
  });

const contextOf = (url: string) => new AGB({ apiKey: 'any-key', endpoint: url }).session('s-1').context;

describe('cancelling over HTTP', () => {
  it.each([
    ['baseline', 0],
    ['trigger', 1],
    ['first poll', 2],
    ['second poll', 3],
    // A machine that is busy elsewhere can be late once; a connection that is kept open is late each time.
  ])('unsubscribing during the %s closes the connection, and nothing more is sent', { retry: 2 }, async (_, index) => {
    const server = await hangingAt(index);
    const subscription = contextOf(server.url).sync$({ retryInterval: 10 }).subscribe();
    const request = await server.request(index);
    const unsubscribedAt = performance.now();
    subscription.unsubscribe();
    await request.closed;
    expect(performance.now() - unsubscribedAt).toBeLessThan(50);
    await sleep(50);
    expect(server.received).toHaveLength(index + 1);
  });

  it('unsubscribing between two polls stops them', async () => {
    const server = await hangingAt(-1);
    const subscription = contextOf(server.url)
      .sync$({ retryInterval: 40 })
      .subscribe(() => setTimeout(() => subscription.unsubscribe(), 5));
    await server.request(2);
    await sleep(100);
    expect(server.received).toHaveLength(3);
  });

  it('an aborted promise rejects with the reason, and closes the connection', async () => {
    const server = await hangingAt(2);
    const controller = new AbortController();
    const promise = contextOf(server.url).sync({ retryInterval: 10, signal: controller.signal });
    const request = await server.request(2);
    controller.abort(new RangeError('enough'));
    await expect(promise).rejects.toThrow(new RangeError('enough'));
    await request.closed;
  });

  it('an aborted callback form is not called back', async () => {
    const server = await hangingAt(2);
    const controller = new AbortController();
    const callback = vi.fn();
    const started = await contextOf(server.url).sync({ callback, signal: controller.signal });
    expect(started.success).toBe(true);
    const request = await server.request(2);
    controller.abort();
    await request.closed;
    expect(callback).not.toHaveBeenCalled();
  });

  it.each<[string, (agb: AGB, signal: AbortSignal) => Promise<unknown>]>([
    ['info', (agb, signal) => agb.session('s').context.info({ signal })],
    ['get', (agb, signal) => agb.context.get('my-data', { signal })],
    ['create', (agb, signal) => agb.create({ imageId: 'i', signal })],
    ['delete', (agb, signal) => agb.delete(agb.session('s'), { signal })],
    ['start', (agb, signal) => agb.session('s').context.start({ signal })],
  ])('an aborted %s closes the connection too', async (_, ask) => {
    const server = await hangingAt(0);
    const agb = new AGB({ apiKey: 'any-key', endpoint: server.url });
    const controller = new AbortController();
    const promise = ask(agb, controller.signal);
    const request = await server.request(0);
    controller.abort('stop');
    await expect(promise).rejects.toBe('stop');
    await request.closed;
    await expect(ask(agb, controller.signal)).rejects.toBe('stop');
    expect(server.received).toHaveLength(1);
  });
});
