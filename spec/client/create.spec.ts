import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { contextSync, unwrap, type ContextStatusData } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { emulated, mountPath, writeFiles } from '../support/emulated.js';
import { readFiles } from '../support/readFiles.js';
import { json, startServer } from '../support/server.js';
import { clientOf, services } from '../support/services.js';
import { failed, succeeded, task } from '../support/tasks.js';
import { inQuietTime, stopTime } from '../support/time.js';

const fast = { retryInterval: 20 };

it('create resolves when the files of the context are there', async () => {
  const { emulator, client, context } = await emulated({ taskDelay: 20, fileDelay: 2 });
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}.txt`, `${index}`]));
  await writeFiles(emulator.contextFolder(context.id, mountPath), files);
  const contextSyncs = [contextSync(context.id, mountPath)];
  const { session, downloads } = unwrap(await client.create({ imageId: 'i', contextSyncs, ...fast }));
  expect(downloads).toMatchObject({
    state: 'succeeded',
    success: true,
    missing: [],
    progress: { total: 1, finished: 1 },
  });
  expect(await readFiles(emulator.sessionFolder(session.sessionId, mountPath))).toEqual(files);
});

describe.each(services)('create with $name', (service) => {
  const { speech } = service;
  const download = { contextId: 'c', path: '/data', taskType: 'download' };

  /** A service that makes a session, and lists these, one list for each poll; the last one for ever. */
  const serviceWith = async (...lists: readonly (readonly ContextStatusData[])[]) => {
    const session = { sessionId: 's-1', SessionId: 's-1' };
    const server = await startServer((_, response, index) => {
      const list = lists[Math.min(index, lists.length) - 1] ?? [];
      json(response, 200, speech.good(index === 0 ? session : speech.status(StatusString.encode(list))));
    });
    return { server, client: clientOf(service, server.url) };
  };
  const mounts = { imageId: 'i', contextSyncs: [contextSync('c', '/data')] };

  it('tells the session at once, and then its downloads', async () => {
    const { client } = await serviceWith([], [task(download)], [succeeded(download)]);
    const snapshots = await lastValueFrom(client.create$({ ...mounts, ...fast }).pipe(toArray()));
    expect(snapshots.map(({ success, done, downloads }) => [success, done, downloads?.state])).toEqual([
      [true, false, 'pending'],
      [true, false, 'pending'],
      [true, false, 'running'],
      [true, true, 'succeeded'],
    ]);
    expect(new Set(snapshots.map(({ session }) => session)).size).toBe(1);
    expect(snapshots[0]).toMatchObject({ requestId: 'R', session: { sessionId: 's-1' }, errorMessage: '' });
  });

  it('hands the session out where a download failed, and tells it', async () => {
    const { client } = await serviceWith([failed(download)]);
    const { session, downloads } = unwrap(await client.create({ ...mounts, ...fast }));
    expect(session.sessionId).toBe('s-1');
    expect(downloads).toMatchObject({ success: false, state: 'failed', error: { _tag: 'TaskFailed', total: 1 } });
    expect(downloads.errorMessage).toContain('disk full');
  });

  it('hands the session out where a download is not listed, and tells it', async () => {
    const { client } = await serviceWith([]);
    const creating = () => client.create({ ...mounts, ...fast, timeout: 40 });
    const { session, downloads } = unwrap(await inQuietTime(creating));
    expect(session.sessionId).toBe('s-1');
    expect(downloads).toMatchObject({
      success: false,
      state: 'unconfirmed',
      polls: 2,
      missing: mounts.contextSyncs,
      error: { _tag: 'TimedOut', operation: 'create', limit: 'timeout', allowed: 40 },
    });
  });

  it('knows what ended before another one did, though it is listed no more', async () => {
    const two = { ...download, contextId: 'd' };
    const both = { imageId: 'i', contextSyncs: [contextSync('c', '/data'), contextSync('d', '/data')] };
    for (const [first, state] of [
      [succeeded(download), 'succeeded'],
      [failed(download), 'failed'],
    ] as const) {
      const { client } = await serviceWith([first, task(two)], [task(two)], [succeeded(two)]);
      const { downloads } = unwrap(await client.create({ ...both, ...fast }));
      expect(downloads).toMatchObject({ state, missing: [], progress: { total: 2, finished: 2 } });
    }
  });

  it('goes by the newest of several tasks, wherever it is listed', async () => {
    const { client } = await serviceWith([succeeded({ ...download, startTime: 1_700_000_900 }), failed(download)]);
    expect(unwrap(await client.create({ ...mounts, ...fast })).downloads.state).toBe('succeeded');
  });

  it('does not wait where that is not asked for', async () => {
    const { server, client } = await serviceWith([]);
    const created = await client.create({ ...mounts, waitForDownloads: false });
    expect(created).toMatchObject({ success: true, done: true, downloads: { state: 'pending', done: false } });
    expect(server.received).toHaveLength(1);
  });

  it('stops watching when it is unsubscribed', async () => {
    const { server, client } = await serviceWith([]);
    const time = stopTime();
    await inQuietTime(() => lastValueFrom(client.create$({ ...mounts, ...fast }).pipe(take(3))));
    expect(time.waiting()).toBe(0);
    expect(server.received).toHaveLength(3);
  });

  it('sends nothing for a wrong argument', async () => {
    const { server, client } = await serviceWith([]);
    const wrong = async (options: object): Promise<unknown> => {
      const result = await client.create({ imageId: 'i', ...options });
      expect(result).toMatchObject({ done: true, success: false, error: { _tag: 'InvalidRequest' } });
      return (result.error as { option?: string }).option;
    };
    expect(await wrong({ imageId: 7 })).toBe('imageId');
    expect(await wrong({ labels: { a: 1 } })).toBe('labels');
    expect(await wrong({ labels: [] })).toBe('labels');
    expect(await wrong({ policyId: '' })).toBe('policyId');
    expect(await wrong({ idleTimeout: 0.5 })).toBe('idleTimeout');
    expect(await wrong({ idleTimeout: 0 })).toBe('idleTimeout');
    expect(await wrong({ contextSyncs: [{ contextId: 'c' }] })).toBe('contextSyncs');
    expect(await wrong({ contextSyncs: [{ contextId: 'c', path: '/', policy: { x: 1 } }] })).toBe('x');
    expect(await wrong({ waitForDownloads: 'no' })).toBe('waitForDownloads');
    expect(await wrong({ timeout: -1 })).toBe('timeout');
    expect(await wrong({ image: 'i' })).toBe('image');
    expect(server.received).toHaveLength(0);
  });
});
