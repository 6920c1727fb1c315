import { getEventListeners } from 'node:events';
import { firstValueFrom, Subject, type Observable } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AgentBay, contextSync, type AGB } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { json, startServer, type Received } from '../support/server.js';
import { clientOf, handleOf, services } from '../support/services.js';
import { task } from '../support/tasks.js';
import { stopTime } from '../support/time.js';

const anHour = 3_600_000;

/** A subscription, and its first value. */
const subscribed = <T>(source: Observable<T>) => {
  const values = new Subject<T>();
  const emitted = firstValueFrom(values);
  return { subscription: source.subscribe(values), emitted };
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(services)('cancelling over HTTP with $name', (service) => {
  const { speech } = service;

  /** A service that accepts the trigger, tells that the task runs, and lets the request of that index hang. */
  const hangingAt = (hanging: number) =>
    startServer((request: Received, response, index) => {
      if (index === hanging) return;
      const status = speech.status(StatusString.encode([task()]));
      json(response, 200, speech.good(request.url.includes('GetContextInfo') ? status : undefined));
    });

  const contextOf = (url: string) => clientOf(service, url).session('s-1').context;

  it.each([
    ['baseline', 0],
    ['trigger', 1],
    ['first poll', 2],
    ['second poll', 3],
  ])('unsubscribing during the %s closes the connection at once, and nothing more is sent', async (_, index) => {
    const server = await hangingAt(index);
    const fetched = vi.spyOn(globalThis, 'fetch');
    const time = stopTime();
    const { subscription, emitted } = subscribed(contextOf(server.url).sync$({ retryInterval: 10 }));
    if (index === 3) {
      await emitted;
      await time.pass(10);
    }
    const request = await server.request(index);
    subscription.unsubscribe();
    expect(fetched.mock.calls.map(([sent]) => (sent as Request).signal.aborted).at(-1)).toBe(true);
    expect(time.waiting()).toBe(0);
    await request.closed;
    await time.pass(anHour);
    expect(fetched).toHaveBeenCalledTimes(index + 1);
  });

  it('unsubscribing between two polls stops them', async () => {
    const server = await hangingAt(-1);
    const fetched = vi.spyOn(globalThis, 'fetch');
    const time = stopTime();
    const { subscription, emitted } = subscribed(contextOf(server.url).sync$({ retryInterval: 40 }));
    await emitted;
    await time.pass(39);
    subscription.unsubscribe();
    expect(time.waiting()).toBe(0);
    await time.pass(anHour);
    expect(fetched).toHaveBeenCalledTimes(3);
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

  it('one signal ends many syncs, and is listened to once: Node takes more than ten listeners for a leak', async () => {
    const server = await hangingAt(-1);
    const controller = new AbortController();
    const { signal } = controller;
    const context = contextOf(server.url);
    const callback = vi.fn();
    const promises = Array.from({ length: 11 }, () => context.sync({ signal }));
    const started = Array.from({ length: 11 }, () => context.sync({ signal, callback }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await Promise.all(started);
    controller.abort('enough');
    const ends = await Promise.allSettled(promises);
    expect(ends).toEqual(promises.map(() => ({ status: 'rejected', reason: 'enough' })));
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(callback).not.toHaveBeenCalled();
  });

  it.each<[string, (client: AGB | AgentBay, signal: AbortSignal) => Promise<unknown>]>([
    ['get', (client, signal) => client.get('s', { signal })],
    ['list', (client, signal) => client.list({ signal })],
    ['create', (client, signal) => client.create({ imageId: 'i', signal })],
    ['delete', (client, signal) => client.delete(client.session('s'), { signal })],
    ['session.info', (client, signal) => client.session('s').info({ signal })],
    ['session.keepAlive', (client, signal) => client.session('s').keepAlive({ signal })],
    ['session.delete', (client, signal) => client.session('s').delete({ syncContext: true, signal })],
    ['session.context.info', (client, signal) => client.session('s').context.info({ signal })],
    ['session.context.start', (client, signal) => client.session('s').context.start({ signal })],
    [
      'session.context.follow',
      async (client, signal) => client.session('s-1').context.follow(await handleOf(client), { signal }),
    ],
    ['context.get', (client, signal) => client.context.get('my-data', { signal })],
    ['context.create', (client, signal) => client.context.create('my-data', { signal })],
    ['context.list', (client, signal) => client.context.list({ signal })],
    ['context.update', (client, signal) => client.context.update('c', { name: 'n', signal })],
    ['context.delete', (client, signal) => client.context.delete('c', { signal })],
    ['context.clear', (client, signal) => client.context.clear('c', { signal })],
    ['context.clearStatus', (client, signal) => client.context.clearStatus('c', { signal })],
    ['context.fileUploadUrl', (client, signal) => client.context.fileUploadUrl('c', '/f', { signal })],
    ['context.fileDownloadUrl', (client, signal) => client.context.fileDownloadUrl('c', '/f', { signal })],
    ['context.listFiles', (client, signal) => client.context.listFiles('c', '/', { signal })],
    ['context.deleteFile', (client, signal) => client.context.deleteFile('c', '/f', { signal })],
    ['context.uploadFile', (client, signal) => client.context.uploadFile('c', '/f', new Blob(['a']), { signal })],
    ['context.downloadFile', (client, signal) => client.context.downloadFile('c', '/f', { signal })],
  ])('an aborted %s closes the connection too', async (_, ask) => {
    const server = await hangingAt(0);
    const client = clientOf(service, server.url);
    const controller = new AbortController();
    const promise = ask(client, controller.signal);
    const request = await server.request(0);
    controller.abort('stop');
    await expect(promise).rejects.toBe('stop');
    await request.closed;
    await expect(ask(client, controller.signal)).rejects.toBe('stop');
    expect(server.received).toHaveLength(1);
  });
});

it('an aborted bind closes the connection too', async () => {
  const server = await startServer(() => undefined);
  const { context } = new AgentBay({ apiKey: 'any-key', endpoint: server.url }).session('s');
  for (const ask of [
    (signal: AbortSignal) => context.bind(contextSync('c', '/p'), { signal }),
    (signal: AbortSignal) => context.listBindings({ signal }),
  ]) {
    const controller = new AbortController();
    const promise = ask(controller.signal);
    const request = await server.request(server.received.length);
    controller.abort('stop');
    await expect(promise).rejects.toBe('stop');
    await request.closed;
  }
});
