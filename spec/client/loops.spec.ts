import { afterEach, describe, expect, it, vi } from 'vitest';
import { AGB, AgentBay, contextSync, eachValueFrom, throwOnFailure } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { emulated, mountPath, writeFiles } from '../support/emulated.js';
import { json, startServer } from '../support/server.js';
import { clientOf, services } from '../support/services.js';
import { task } from '../support/tasks.js';
import { stopTime } from '../support/time.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(services)('a loop over what $name does', (service) => {
  it('reads each snapshot of a sync, up to its end', async () => {
    const { session, folder } = await emulated({ taskDelay: 300 }, service);
    await writeFiles(folder, { 'a.txt': 'a' });
    const states: string[] = [];
    for await (const { state } of session.context.sync$({ mode: 'upload', retryInterval: 20 })) states.push(state);
    expect(states.length).toBeGreaterThan(2);
    expect([...new Set(states.slice(0, -1))]).toEqual(['running']);
    expect(states.at(-1)).toBe('succeeded');
  });

  it('throws where the stream does', async () => {
    const { session } = await emulated({}, service);
    const loop = async () => {
      for await (const _ of eachValueFrom(session.context.sync$({ contextId: 'c' }).pipe(throwOnFailure())));
    };
    await expect(loop()).rejects.toMatchObject({ _tag: 'InvalidRequest', option: 'path' });
  });

  it('stops the sync when it is left: nothing more is sent, and nothing waits', async () => {
    const { speech } = service;
    const server = await startServer((request, response) => {
      const status = speech.status(StatusString.encode([task()]));
      json(response, 200, speech.good(request.url.includes('GetContextInfo') ? status : undefined));
    });
    const fetched = vi.spyOn(globalThis, 'fetch');
    const time = stopTime();
    const states: string[] = [];
    for await (const { state } of clientOf(service, server.url).session('s-1').context.sync$()) {
      states.push(state);
      break;
    }
    expect(states).toEqual(['running']);
    expect(time.waiting()).toBe(0);
    await time.pass(3_600_000);
    expect(fetched).toHaveBeenCalledTimes(3);
  });
});

it('reads whatever emits more than once', () => {
  const fetched = vi.spyOn(globalThis, 'fetch');
  const agb = new AGB({ apiKey: 'any-key' });
  const { context } = agb.session('s-1');
  const bay = new AgentBay({ apiKey: 'any-key' });
  const streams = [
    context.sync$(),
    context.follow$({} as never),
    context.watch$(),
    agb.create$({ imageId: 'i' }),
    agb.list$(),
    agb.context.list$(),
    agb.context.clear$('c'),
    agb.context.listFiles$('c', '/'),
    agb.context.uploadFile$('c', '/f', new Blob([])),
    agb.context.downloadFile$('c', '/f'),
    bay.create$(),
    bay.session('s-1').context.bind$(contextSync('c', mountPath)),
  ];
  expect(streams.filter((stream) => !(Symbol.asyncIterator in stream))).toEqual([]);
  for (const stream of streams) stream[Symbol.asyncIterator]();
  // Cold until the first read.
  expect(fetched).not.toHaveBeenCalled();
});
