import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lastValueFrom, map, take, tap, toArray } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { unwrap, type ContextSyncResult, type SyncSnapshot } from '../../src/index.js';
import { deadUrl } from '../support/server.js';
import { createSession, emulated, mountPath, writeFiles } from '../support/emulated.js';
import { services } from '../support/services.js';
import { readFiles } from '../support/readFiles.js';

const files = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [`dir-${index % 3}/${index}.txt`, `${index}`]),
);
const fast = { retryInterval: 5, maxRetries: 5000 };

describe.each(services)('a sync of $name with the emulator', (service) => {
  it('succeeds only after the files are there', async () => {
    const { emulator, context, session, folder } = await emulated({ taskDelay: 20, fileDelay: 20 }, service);
    await writeFiles(folder, files);
    const there = (): Promise<Record<string, string>> => readFiles(emulator.contextFolder(context.id, mountPath));

    const counts: number[] = [];
    const result = await lastValueFrom(
      session.context
        .sync$({ ...fast, mode: 'upload' })
        .pipe(tap((snapshot) => void there().then((found) => snapshot.done || counts.push(Object.keys(found).length)))),
    );
    expect(result).toMatchObject({ state: 'succeeded', done: true, success: true, errorMessage: '' });
    expect(await there()).toEqual(files);
    expect(counts.length).toBeGreaterThan(2);
    expect(counts.some((count) => count < Object.keys(files).length)).toBe(true);
  });

  it('that ends without success says what to do next, and that is what helps', async () => {
    const { client, session } = await emulated({ taskDelay: 50 }, service);
    const unseen = await session.context.sync({ maxRetries: 1, settlePolls: 9 });
    expect(unseen).toMatchObject({ state: 'unconfirmed' });
    expect(unseen.errorMessage).toMatch(/; follow its `handle` to learn how it ends$/);
    expect(await session.context.follow(unseen.handle, fast)).toMatchObject({ state: 'succeeded' });

    const nobody = service.client({ apiKey: 'any-key', endpoint: await deadUrl() });
    const unsent = await nobody.session(session.sessionId).context.sync({ retryInterval: 1, maxRetries: 2 });
    expect(unsent).toMatchObject({ state: 'failed' });
    expect(unsent.errorMessage).toMatch(
      /\[ECONNREFUSED\] no connection with .*; check `endpoint` and the network; nothing was triggered: sync again$/,
    );
    expect((await client.session('nobody').context.sync(fast)).errorMessage).toMatch(/; `list` tells what is there$/);
  });

  it('brings the files into a second session', async () => {
    const { emulator, client, context, session, folder } = await emulated({}, service);
    await writeFiles(folder, files);
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    const second = unwrap(await createSession(client, context)).session;
    const target = { contextId: context.id, path: mountPath, mode: 'download' };
    const { contextStatusData } = unwrap(await second.context.sync({ ...fast, ...target }));
    expect(contextStatusData.map(({ taskType, status }) => [taskType, status])).toContainEqual(['download', 'Success']);
    expect(await readFiles(emulator.sessionFolder(second.sessionId, mountPath))).toEqual(files);
  });

  it('is the same sync$, sync and callback', async () => {
    const { session } = await emulated({}, service);
    const seen = await lastValueFrom(session.context.sync$(fast).pipe(toArray()));
    const awaited = await session.context.sync(fast);
    const called = vi.fn<(success: boolean, result: ContextSyncResult) => void>();
    const triggered = await session.context.sync({ ...fast, callback: called });
    expect(triggered).toMatchObject({ success: true, handle: { accepted: true } });
    await expect.poll(() => called.mock.calls.length).toBe(1);

    const shape = ({ state, done, success }: SyncSnapshot) => ({ state, done, success });
    expect(called.mock.calls).toHaveLength(1);
    expect(called.mock.calls[0]?.[0]).toBe(true);
    expect([seen.at(-1), awaited, called.mock.calls[0]?.[1]].map((s) => s && shape(s))).toEqual(
      Array(3).fill({ state: 'succeeded', done: true, success: true }),
    );
  });

  it('can be started here and followed there', async () => {
    const { client, session } = await emulated({ taskDelay: 500 }, service);
    const { handle } = unwrap(await session.context.start({ mode: 'upload' }));
    const stored = JSON.parse(JSON.stringify(handle)) as typeof handle;
    const elsewhere = client.session(stored.sessionId);
    const states = await lastValueFrom(
      elsewhere.context.follow$(stored, fast).pipe(
        map((s) => s.state),
        toArray(),
      ),
    );
    expect(states[0]).toBe('running');
    expect(states.at(-1)).toBe('succeeded');
    expect(await session.context.follow(stored, fast)).toMatchObject({ state: 'succeeded', polls: 1 });
  });

  it('tells sync after sync apart, within one second', async () => {
    const { emulator, context, session, folder } = await emulated({ taskDelay: 200 }, service);
    const kept = path.join(emulator.contextFolder(context.id, mountPath), 'a.txt');
    for (let round = 0; round < 4; round++) {
      await writeFiles(folder, { 'a.txt': String(round) });
      const ends: string[] = [];
      const snapshots = session.context
        .sync$({ ...fast, mode: 'upload' })
        .pipe(tap(({ done }) => done && ends.push(readFileSync(kept, 'utf8'))));
      expect(await lastValueFrom(snapshots)).toMatchObject({ state: 'succeeded', progress: { total: 1 } });
      expect(ends).toEqual([String(round)]);
    }
  });

  it('fails with the reason of the service where a task fails', async () => {
    const { emulator, context, session, folder } = await emulated({}, service);
    await writeFiles(folder, { 'a/b': 'a folder here' });
    await writeFiles(emulator.contextFolder(context.id, mountPath), { a: 'a file there' });
    const result = await session.context.sync({ ...fast, mode: 'upload' });
    expect(result).toMatchObject({ state: 'failed', success: false, error: { _tag: 'TaskFailed' } });
    expect(result.errorMessage).toMatch(/^1 of 1 sync tasks failed: upload of SdkCtx-\w+ at \/home\/my-data \(E/);
  });

  it('reads the status once with info', async () => {
    const { session, context } = await emulated({}, service);
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    const info = unwrap(await session.context.info({ contextId: context.id, taskType: 'upload' }));
    expect(info.contextStatusData).toMatchObject([{ contextId: context.id, path: mountPath, status: 'Success' }]);
    expect(info.requestId).toMatch(/^[0-9A-F-]{36}$/);
    expect(await session.context.info({ path: ' ' })).toMatchObject({
      success: false,
      contextStatusData: [],
      error: { _tag: 'InvalidRequest', option: 'path' },
    });
  });

  it('says what the service says of a session that does not exist', async () => {
    const { client } = await emulated({}, service);
    const { context } = client.session('s-unknown');
    expect(await context.sync()).toMatchObject({ state: 'failed', error: { _tag: 'NotFound' } });
    expect(await context.info()).toMatchObject({ success: false, error: { code: 'InvalidMcpSession.NotFound' } });
    expect(await context.start({ baseline: false })).toMatchObject({ success: false, error: { _tag: 'NotFound' } });
  });

  it('stops when enough was seen, and the service goes on', async () => {
    const { session } = await emulated({ taskDelay: 30 }, service);
    await lastValueFrom(session.context.sync$({ ...fast, mode: 'upload' }).pipe(take(1)));
    const status = async () => {
      const { contextStatusData } = await session.context.info({ taskType: 'upload' });
      return contextStatusData[0]?.status;
    };
    await expect.poll(status).toBe('Success');
  });
});
