import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { lastValueFrom, tap } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type EmulatorOptions } from '../../src/emulator/index.js';
import { AgentBay, contextSync, throwOnFailure, unwrap, type SyncPolicyOptions } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { writeFiles } from '../support/emulated.js';
import { readFiles } from '../support/readFiles.js';
import { newFolder } from '../support/newFolder.js';

const fast = { retryInterval: 20 };

const start = async (options: EmulatorOptions = {}) => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

/** An emulator with one context, and sessions that mount it with a policy. */
const world = async (options: EmulatorOptions = {}) => {
  const emulator = await start(options);
  const client = new AgentBay({ apiKey: 'any-key', endpoint: emulator.url });
  const { context } = unwrap(await client.context.create('my-data'));
  const mounted = async (policy?: SyncPolicyOptions, at = '/data') => {
    const { session } = unwrap(await client.create({ contextSyncs: [contextSync(context.id, at, policy)], ...fast }));
    const sync = async (mode: 'upload' | 'download') => session.context.sync({ ...fast, mode });
    return { session, folder: emulator.sessionFolder(session.sessionId, at), sync };
  };
  return { emulator, client, context, stored: emulator.contextFolder(context.id, '/data'), mounted };
};

/** An emulator that another one is to follow on its folder, with a session that mounts a context. */
const firstOfTwo = async () => {
  const dataDir = await newFolder();
  const first = await startEmulator({ dataDir });
  const client = (endpoint: string) => new AgentBay({ apiKey: 'any-key', endpoint });
  const { context } = unwrap(await client(first.url).context.create('c'));
  const contextSyncs = [contextSync(context.id, '/data')];
  const { session } = unwrap(await client(first.url).create({ contextSyncs, ...fast }));
  return { dataDir, first, client, context, session };
};

describe('a sync loses nothing', () => {
  it('of what was changed elsewhere meanwhile', async () => {
    const { client, stored, mounted } = await world();
    await writeFiles(stored, { x: 'v1', y: 'v1' });
    const [one, two] = [await mounted(), await mounted()];
    await writeFiles(one.folder, { x: 'v2 of one' });
    unwrap(await one.sync('upload'));
    await writeFiles(two.folder, { y: 'v2 of two' });
    unwrap(await client.delete(two.session, fast));
    expect(await readFiles(stored)).toEqual({ x: 'v2 of one', y: 'v2 of two' });
    await rm(path.join(one.folder, 'y'));
    unwrap(await one.sync('upload'));
    expect(await readFiles(stored)).toEqual({ x: 'v2 of one', y: 'v2 of two' });
  });

  it('of what was written while it ran, or was cleared on the other side', async () => {
    const { client, context, stored, mounted } = await world({ fileDelay: 30 });
    const { session, folder, sync } = await mounted();
    await writeFiles(folder, { a: 'v1', b: 'v1', c: 'v1' });
    const { handle } = unwrap(await session.context.start({ mode: 'upload', baseline: false }));
    await expect.poll(() => existsSync(path.join(stored, 'a'))).toBe(true);
    await writeFiles(folder, { a: 'v2, written after it was copied' });
    unwrap(await session.context.follow(handle, fast));
    unwrap(await sync('upload'));
    expect((await readFiles(stored))['a']).toBe('v2, written after it was copied');
    unwrap(await client.context.clear(context.id, { ...fast, settlePolls: 0 }));
    unwrap(await sync('upload'));
    expect(Object.keys(await readFiles(stored)).sort()).toEqual(['a', 'b', 'c']);
  });

  it('between two mounts of one context', async () => {
    const { emulator, client, context } = await world();
    const contextSyncs = [contextSync(context.id, '/d'), contextSync(context.id, '/e')];
    const { session } = unwrap(await client.create({ contextSyncs, ...fast }));
    await writeFiles(emulator.sessionFolder(session.sessionId, '/d'), { x: 'from d' });
    await writeFiles(emulator.sessionFolder(session.sessionId, '/e'), { y: 'from e' });
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    const kept = emulator.contextFolder(context.id);
    expect(await readFiles(kept)).toEqual({ 'd/x': 'from d', 'e/y': 'from e' });
  });

  it('of a context that is mounted inside another one', async () => {
    const { emulator, client, context, stored } = await world();
    const { context: inner } = unwrap(await client.context.create('inner'));
    const contextSyncs = [contextSync(inner.id, '/data/sub'), contextSync(context.id, '/data')];
    const { session } = unwrap(await client.create({ contextSyncs, ...fast }));
    await writeFiles(emulator.sessionFolder(session.sessionId, '/data/sub'), { f: 'inner' });
    await writeFiles(emulator.sessionFolder(session.sessionId, '/data'), { g: 'outer' });
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    expect(await readFiles(stored)).toEqual({ g: 'outer' });
    expect(await readFiles(emulator.contextFolder(inner.id, '/data/sub'))).toEqual({ f: 'inner' });
    const twice = [contextSync(inner.id, '/same'), contextSync(context.id, '/same/')];
    expect(await client.create({ contextSyncs: twice })).toMatchObject({ error: { code: 'PathAlreadyBound' } });
  });

  it('in the form of an archive, whatever the policy', async () => {
    const { stored, mounted } = await world();
    const uploadPolicy = { uploadMode: 'Archive' } as const;
    for (const extractPolicy of [{ extract: false }, { deleteSrcFile: false }, {}, { extractToCurrentFolder: true }]) {
      const { folder, sync } = await mounted({ uploadPolicy, extractPolicy });
      await writeFiles(folder, { 'a.txt': 'a', 'sub/b.txt': 'b' });
      for (let round = 0; round < 2; round++) {
        unwrap(await sync('upload'));
        unwrap(await sync('download'));
      }
      expect(await readFiles(folder)).toMatchObject({ 'a.txt': 'a', 'sub/b.txt': 'b' });
      expect(Object.keys(await readFiles(stored))).toEqual(['archive.zip']);
    }
  });

  it('unpacks what white lists allow, and not through links', async () => {
    const { stored, mounted } = await world();
    const uploadPolicy = { uploadMode: 'Archive' } as const;
    const outside = await newFolder();
    const first = await mounted({ uploadPolicy });
    await writeFiles(first.folder, { 'src/a': 'a', 'secret/b': 'b' });
    unwrap(await first.sync('upload'));
    const bwList = { whiteLists: [{ path: '/src' }] };
    const { folder } = await mounted({ uploadPolicy, extractPolicy: { extractToCurrentFolder: true }, bwList });
    expect(await readFiles(folder)).toEqual({ 'src/a': 'a' });
    const linked = await mounted({ uploadPolicy, downloadPolicy: { autoDownload: false } });
    await symlink(outside, path.join(linked.folder, 'archive'));
    expect(await linked.sync('download')).toMatchObject({ state: 'failed' });
    expect(await readdir(outside)).toEqual([]);
    expect(existsSync(path.join(stored, 'archive.zip'))).toBe(true);
  });

  it('where a file became a folder, or a folder a file', async () => {
    const { stored, mounted } = await world();
    await writeFiles(stored, { x: 'a file', 'y/z': 'in a folder' });
    const { folder, sync } = await mounted();
    await rm(path.join(folder, 'x'));
    await rm(path.join(folder, 'y'), { recursive: true });
    await writeFiles(folder, { 'x/inner': 'now a folder', y: 'now a file' });
    unwrap(await sync('upload'));
    expect(await readFiles(stored)).toEqual({ 'x/inner': 'now a folder', y: 'now a file' });
  });

  it('where the folder of a session is lost', async () => {
    const { dataDir, first, client, context, session } = await firstOfTwo();
    await writeFiles(first.sessionFolder(session.sessionId, '/data'), { a: 'a' });
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    await first.close();
    await rm(path.join(dataDir, 'sessions'), { recursive: true });
    const second = await start({ dataDir });
    expect(
      await client(second.url)
        .session(session.sessionId)
        .context.sync({ ...fast, mode: 'upload' }),
    ).toMatchObject({ state: 'failed' });
    unwrap(await client(second.url).session(session.sessionId).delete(fast));
    expect(await readFiles(second.contextFolder(context.id, '/data'))).toEqual({ a: 'a' });
  });

  it('by a lifecycle that is not, or no more, that of the context', async () => {
    let now = Date.now();
    const { client, context, stored, mounted } = await world({ clock: () => now });
    const day = { recyclePolicy: { lifecycle: 'Lifecycle_1Day' } } as const;
    const refused = [contextSync(context.id, '/a', day), contextSync('SdkCtx-none', '/b')];
    expect(await client.create({ contextSyncs: refused })).toMatchObject({ success: false });
    await mounted(day);
    const { folder, sync } = await mounted();
    await writeFiles(folder, { a: 'a' });
    unwrap(await sync('upload'));
    now += 3 * 86_400_000;
    expect(unwrap(await client.context.listFiles(context.id, '/')).files).toHaveLength(1);
    await mounted(day);
    expect(await client.context.downloadFile(context.id, '/a')).toMatchObject({ error: { code: 'NoSuchKey' } });
    expect(await readFiles(stored)).toEqual({});
  });
});

describe('a context', () => {
  it('that is deleted while it is uploaded to has no success, and leaves no folder', async () => {
    const { client, context, stored, mounted } = await world({ fileDelay: 200 });
    const { session, folder } = await mounted();
    await writeFiles(folder, Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`${index}`, 'x'])));
    const { handle } = unwrap(await session.context.start({ mode: 'upload', baseline: false }));
    await expect.poll(async () => Object.keys(await readFiles(stored))).not.toEqual([]);
    unwrap(await client.context.delete(context.id));
    expect(await session.context.follow(handle, fast)).toMatchObject({ state: 'failed' });
    await expect.poll(() => existsSync(stored)).toBe(false);
    expect(unwrap(await session.context.listBindings()).bindings).toMatchObject([
      { contextId: context.id, contextName: '' },
    ]);
  });

  it('that is cleared while it is uploaded to is available in the end', async () => {
    const { client, context, mounted } = await world({ fileDelay: 5 });
    const { session, folder } = await mounted();
    await writeFiles(folder, Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}`, 'x'])));
    const { handle } = unwrap(await session.context.start({ mode: 'upload', baseline: false }));
    expect(await client.context.clear(context.id, { ...fast, settlePolls: 0 })).toMatchObject({
      success: true,
      state: 'available',
    });
    expect(await session.context.follow(handle, fast)).toMatchObject({ state: 'succeeded' });
  });

  it('keeps what comes while it is cleared, and loses the rest', async () => {
    const { emulator, client, context } = await world({ taskDelay: 100 });
    const stored = emulator.contextFolder(context.id);
    await writeFiles(stored, { old: 'old', 'sub/old': 'old' });
    const states: string[] = [];
    const cleared = lastValueFrom(
      client.context.clear$(context.id, { ...fast, settlePolls: 0 }).pipe(
        tap(({ state }) => states.push(state)),
        throwOnFailure(),
      ),
    );
    await expect.poll(() => states).toContain('clearing');
    unwrap(await client.context.uploadFile(context.id, '/new', new Blob(['new'])));
    expect(await cleared).toMatchObject({ state: 'available' });
    expect(await readFiles(stored)).toEqual({ new: 'new' });
    await rm(stored, { recursive: true });
    expect(await client.context.clear(context.id, { ...fast, settlePolls: 0 })).toMatchObject({ success: true });
  });

  it('gives whole files while they are replaced', async () => {
    const { client, context } = await world();
    const contents = ['x'.repeat(50), 'y'.repeat(100_000)];
    const put = async (index: number) =>
      unwrap(await client.context.uploadFile(context.id, '/f', new Blob([contents[index % 2] ?? ''])));
    await put(0);
    const state = { isWriting: true };
    const writing = (async () => {
      for (let index = 1; index < 60; index++) await put(index);
      state.isWriting = false;
    })();
    while (state.isWriting) {
      const { blob } = unwrap(await client.context.downloadFile(context.id, '/f'));
      expect(contents).toContain(await blob.text());
    }
    await writing;
  });
});

describe('a session', () => {
  it('can be released while somebody writes in it', async () => {
    const { client, mounted } = await world();
    const { session, folder } = await mounted();
    const state = { isReleased: false };
    const writing = (async () => {
      for (let index = 0; !state.isReleased; index++) {
        await mkdir(path.join(folder, `${index % 50}`), { recursive: true }).catch(() => undefined);
        await writeFile(path.join(folder, `${index % 50}`, 'f'), 'x').catch(() => undefined);
      }
    })();
    expect(await client.delete(session, fast)).toMatchObject({ success: true });
    state.isReleased = true;
    await writing;
  });

  it('keeps its files where a release could not upload them', async () => {
    const { emulator, client, stored, mounted } = await world();
    const { session, folder } = await mounted();
    await writeFiles(folder, { 'a.txt': 'a' });
    emulator.trouble({ taskError: 'disk full' });
    expect(await client.delete(session, fast)).toMatchObject({ success: true });
    expect(await readFiles(stored)).toEqual({});
    expect(await readFiles(folder)).toEqual({ 'a.txt': 'a' });
  });

  it('that spoilt its folder keeps no emulator from its start', async () => {
    const { dataDir, first, client, session } = await firstOfTwo();
    const folder = first.sessionFolder(session.sessionId, '/data');
    await rm(folder, { recursive: true });
    await symlink(dataDir, folder);
    await first.close();
    const second = await start({ dataDir });
    expect(
      await client(second.url)
        .session(session.sessionId)
        .context.sync({ ...fast, mode: 'upload' }),
    ).toMatchObject({ state: 'failed' });
  });

  it('takes files through the context of the service, as its own clients do it', async () => {
    const { emulator, client, mounted } = await world();
    const { session } = await mounted();
    const { sessionId } = session;
    const ask = async (action: string, form: Record<string, string>) => {
      const body = new URLSearchParams({ Authorization: 'Bearer any-key', SessionId: sessionId, ...form });
      const response = await fetch(`${emulator.url}/?Action=${action}`, { method: 'POST', body });
      return ((await response.json()) as { Data: Record<string, string> & Record<string, string>[] }).Data;
    };
    const [internal] = await ask('GetAndLoadInternalContext', { 'ContextTypes.1': 'file_transfer' });
    const ContextId = internal?.['ContextId'] ?? '';
    const FilePath = `${internal?.['ContextPath']}/deep/a.txt`;
    const up = await ask('GetContextFileUploadUrl', { ContextId, FilePath });
    await fetch(up['Url'] ?? '', { method: 'PUT', body: 'hello' });
    await ask('SyncContext', { ContextId, Path: FilePath, Mode: 'download' });
    const tasks = async () => {
      const info = await ask('GetContextInfo', { ContextId, Path: FilePath, TaskType: 'download' });
      const list = StatusString.decode(info['ContextStatus']);
      return list._tag === 'Right' ? list.right.map(({ path: at, status }) => [at, status]) : [];
    };
    await expect.poll(tasks).toEqual([[FilePath, 'Success']]);
    expect(await readFiles(emulator.sessionFolder(sessionId, internal?.['ContextPath'] ?? ''))).toEqual({
      'deep/a.txt': 'hello',
    });
    expect(unwrap(await client.context.list()).contexts.map(({ name }) => name)).toEqual(['my-data']);
    expect(((await ask('GetSession', {}))['contexts'] as unknown as object[]).length).toBe(1);
    unwrap(await client.delete(session, fast));
    expect(await client.context.get({ contextId: ContextId })).toMatchObject({ success: false });
  });

  it('may be made with a timeout of 0, and is released when it is idle though nobody asks for it', async () => {
    let now = Date.now();
    const { emulator, client, context } = await world({ clock: () => now });
    const make = async (timeout: number) => {
      const body = JSON.stringify({ timeout, persistenceDataList: [{ contextId: context.id, path: `/${timeout}` }] });
      const response = await fetch(`${emulator.url}/mcp/createSession?imageId=i`, {
        method: 'POST',
        headers: { authorization: 'Bearer any-key' },
        body,
      });
      return ((await response.json()) as { data: { sessionId: string } }).data.sessionId;
    };
    const [lasting, idle] = [await make(0), await make(1)];
    for (const sessionId of [lasting, idle]) {
      const statuses = async () =>
        unwrap(await client.session(sessionId).context.info()).contextStatusData.map(({ status }) => status);
      await expect.poll(statuses).toEqual(['Success']);
    }
    await writeFiles(emulator.sessionFolder(idle, '/1'), { 'left.txt': 'x' });
    now += 86_400_000;
    await expect.poll(() => readFiles(emulator.contextFolder(context.id, '/1'))).toEqual({ 'left.txt': 'x' });
    expect(await client.session(lasting).info()).toMatchObject({ success: true });
  });
});

describe('the emulator', () => {
  it('is reset while requests come', async () => {
    const { emulator, client } = await world();
    let isDone = false;
    const asking = Promise.all(
      Array.from({ length: 4 }, async (_, worker) => {
        for (let index = 0; !isDone; index++) {
          const made = await client.context.create(`${worker}-${index % 5}`);
          expect(made).toMatchObject({ success: true });
        }
      }),
    );
    for (let round = 0; round < 5; round++) await Promise.all([emulator.reset(), emulator.reset()]);
    isDone = true;
    await asking;
    expect(await client.create({ contextSyncs: [] })).toMatchObject({ success: true });
  });

  it('has its folder alone, however many begin at once', async () => {
    const dataDir = await newFolder();
    const starts = await Promise.allSettled(Array.from({ length: 4 }, () => startEmulator({ dataDir })));
    const won = starts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(won).toHaveLength(1);
    await won[0]?.close();
  });

  it('says which file it cannot read, and leaves the folder free', async () => {
    const dataDir = await newFolder();
    await mkdir(path.join(dataDir, 'state/contexts'), { recursive: true });
    await writeFile(path.join(dataDir, 'state/contexts/c.json'), '{"id":');
    await expect(startEmulator({ dataDir })).rejects.toThrow(
      `What the emulator kept in ${path.join(dataDir, 'state/contexts/c.json')} is not readable`,
    );
    await rm(path.join(dataDir, 'state'), { recursive: true });
    await expect(startEmulator({ dataDir, tls: { cert: 'x', key: 'y' } })).rejects.toThrow();
    await (await startEmulator({ dataDir })).close();
  });

  it('does not suffer from those whom it tells', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const throwing = (): void => {
      throw new Error('thrown');
    };
    // The type of the option allows it.
    const rejecting: () => unknown = () => Promise.reject(new Error('rejected'));
    const { mounted } = await world({ onRequest: throwing, onTask: rejecting });
    const { sync } = await mounted();
    expect(await sync('upload')).toMatchObject({ state: 'succeeded' });
    expect(unhandled).toEqual([]);
  });

  it('does not end with a clock that is broken for a while', async () => {
    const clock = { isBroken: false, asked: 0 };
    const { client } = await world({
      clock: () => {
        if (!clock.isBroken) return Date.now();
        clock.asked++;
        throw new Error('broken');
      },
    });
    clock.isBroken = true;
    // Nobody asks for anything: it looks for idle sessions.
    await expect.poll(() => clock.asked).toBeGreaterThan(0);
    clock.isBroken = false;
    expect(await client.context.list()).toMatchObject({ success: true });
  });

  it('delays a task for as long as a timer can, where it is to be delayed for longer', async () => {
    const { emulator, client, context } = await world({ taskDelay: 2 ** 31 - 1 });
    emulator.trouble({ taskDelay: 1 });
    const contextSyncs = [contextSync(context.id, '/data')];
    const { session } = unwrap(await client.create({ contextSyncs, waitForDownloads: false }));
    for (let poll = 0; poll < 5; poll++) {
      expect(unwrap(await session.context.info()).contextStatusData).toMatchObject([{ status: 'Pending' }]);
    }
  });

  it('closes though a connection never said what it wants', async () => {
    const emulator = await startEmulator({ tls: true });
    const socket = connect(Number(new URL(emulator.httpsUrl ?? '').port), '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    await emulator.close();
    await emulator.close();
  });

  it('gives URLs that outlive it', async () => {
    const dataDir = await newFolder();
    const first = await startEmulator({ dataDir });
    const client = new AgentBay({ apiKey: 'any-key', endpoint: first.url });
    const { context } = unwrap(await client.context.create('c'));
    const { url } = unwrap(await client.context.fileUploadUrl(context.id, '/a'));
    const port = Number(new URL(first.url).port);
    await first.close();
    await start({ dataDir, port });
    expect((await fetch(url, { method: 'PUT', body: 'a' })).status).toBe(200);
  });

  it('is not controlled by web pages, nor by those who have no key where keys are known', async () => {
    const { url } = await start({ apiKeys: ['one-key'] });
    const reset = async (headers: Record<string, string>) =>
      (await fetch(`${url}/_emulator/reset`, { method: 'POST', headers })).status;
    const authorization = 'Bearer one-key';
    expect(await reset({ authorization, origin: 'http://evil.example' })).toBe(403);
    expect(await reset({})).toBe(400);
    expect(await reset({ authorization: 'Bearer other-key' })).toBe(400);
    expect(await reset({ authorization })).toBe(200);
    const rebound = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('data', (data) => resolve(String(data)));
      socket.write('GET /_emulator/journal HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer one-key\r\n\r\n');
    });
    expect(rebound).toMatch(/^HTTP\/1\.1 403/);
  });

  it('meets troubles one after the other where they are of one kind, and at once where they are not', async () => {
    const { emulator, client } = await world();
    const tag = async () => (await client.context.list()).error?._tag;
    emulator.trouble({ httpStatus: 500 });
    emulator.trouble({ httpStatus: 429 });
    expect([await tag(), await tag(), await tag()]).toEqual(['Unavailable', 'RateLimited', undefined]);
    emulator.trouble({ delay: 50, taskDelay: 1 });
    emulator.trouble({ httpStatus: 500 });
    const began = performance.now();
    expect(await tag()).toBe('Unavailable');
    expect(performance.now() - began).toBeGreaterThan(45);
    expect(() => emulator.trouble({ operation: 'CreateMcpSession', httpStatus: 500 })).toThrow(
      /`operation` must be one of GetContext,/,
    );
    expect(() => emulator.trouble({ operation: 'SyncContext', taskError: 'x' })).toThrow(
      '`taskError` is no trouble of SyncContext',
    );
    expect(() => emulator.trouble({ operation: 'task', httpStatus: 500 })).toThrow(
      '`httpStatus` is no trouble of task',
    );
  });
});
