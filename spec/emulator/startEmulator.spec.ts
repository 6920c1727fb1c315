import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startEmulator } from '../../src/emulator/index.js';
import { AGB, contextSync, unwrap } from '../../src/index.js';
import { createSession, emulated, mountPath, writeFiles } from '../support/emulated.js';
import { readFiles } from '../support/readFiles.js';

const fast = { retryInterval: 20 };

/** Signals as happy-dom has them, which are no EventTargets of Node, and timers as jsdom has them, which are numbers. */
const imitatedPage = () => {
  const timers: string[] = [];
  const timer =
    (name: string) =>
    (...[, delay]: unknown[]): number =>
      timers.push(`${name} of ${String(delay)} ms`);
  class PageSignal {
    readonly aborted = false;
  }
  class PageController {
    readonly signal = new PageSignal();
  }
  return {
    timers,
    AbortController: PageController,
    AbortSignal: PageSignal,
    setInterval: timer('setInterval'),
    clearInterval: timer('clearInterval'),
  };
};

describe('startEmulator', () => {
  it('keeps its files in a temporary folder, and removes it on close', async () => {
    const emulator = await startEmulator();
    expect(existsSync(emulator.dataDir)).toBe(true);
    await emulator.close();
    expect(existsSync(emulator.dataDir)).toBe(false);
  });

  it('keeps a folder that it was given', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const { emulator, context, session, folder } = await emulated({ dataDir });
    await writeFiles(folder, { 'a.txt': 'a' });
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    const kept = emulator.contextFolder(context.id, mountPath);
    await emulator.close();
    expect(await readFiles(kept)).toEqual({ 'a.txt': 'a' });
  });

  it('works where a page is imitated, whose globals are none of Node', async () => {
    const { timers, ...page } = imitatedPage();
    for (const [name, value] of Object.entries(page)) vi.stubGlobal(name, value);
    onTestFinished(() => void vi.unstubAllGlobals());
    const emulator = await startEmulator();
    vi.unstubAllGlobals();
    const client = new AGB({ apiKey: 'any-key', endpoint: emulator.url });
    const { session } = unwrap(await client.create({ imageId: 'i' }));
    expect(await session.context.sync(fast)).toMatchObject({ state: 'succeeded' });
    for (const [name, value] of Object.entries(page)) vi.stubGlobal(name, value);
    await emulator.close();
    expect(existsSync(emulator.dataDir)).toBe(false);
    expect(timers).toEqual([]);
  });

  it('says that a port is taken', async () => {
    const { emulator } = await emulated();
    await expect(startEmulator({ port: Number(new URL(emulator.url).port) })).rejects.toThrow('EADDRINUSE');
  });

  it.each([
    [{ port: 70_000 }, /`port` must be a whole number from 0 to 65535/],
    [{ taskDelay: -1 }, /`taskDelay` must be a number of milliseconds/],
    [{ fileDelay: Number.NaN }, /`fileDelay` must be a number of milliseconds/],
  ])('refuses %j', async (options, message) => {
    await expect(startEmulator(options)).rejects.toThrow(message);
  });

  it('closes while tasks run and requests are open', async () => {
    const { emulator, session } = await emulated({ taskDelay: 60_000 });
    const sync = session.context.sync(fast);
    await emulator.close();
    expect(await Promise.race([sync, new Promise((resolve) => setTimeout(resolve, 50, 'open'))])).toBe('open');
    await emulator.close().catch(() => undefined);
  });
});

describe('the emulated service', () => {
  it('finds a context by its name, and makes it only if asked to', async () => {
    const { client, context } = await emulated();
    // It is mounted since, maybe in another second.
    const lastUsedTime = expect.any(String) as string;
    expect(unwrap(await client.context.get('my-data')).context).toEqual({ ...context, lastUsedTime });
    expect(context.id).toMatch(/^SdkCtx-[a-z0-9]{17}$/);
    expect(context.createTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await client.context.get('none')).toMatchObject({ success: false, error: { _tag: 'NotFound' } });
    expect(unwrap(await client.context.get('none', { create: true })).context.name).toBe('none');
  });

  it('finds a context by its id too', async () => {
    const { emulator, context } = await emulated();
    const get = async (query: string): Promise<unknown> => {
      const response = await fetch(`${emulator.url}/sdk/GetContext?${query}`, {
        headers: { authorization: 'Bearer k' },
      });
      return response.json();
    };
    expect(await get(`id=${context.id}&name=&allowCreate=false`)).toMatchObject({ data: { name: 'my-data' } });
    expect(await get('id=none')).toMatchObject({ code: 'Context.NotFound' });
    expect(await get(`id=${context.id}&allowCreate=True`)).toMatchObject({ code: 'InvalidParameter' });
    expect(await get('name=+from+python+&allowCreate=True')).toMatchObject({ data: { name: 'from python' } });
  });

  it.each([
    ['no list', {}],
    ['a list that is null', { persistenceDataList: null }],
    ['no policy', { persistenceDataList: [{ contextId: 'ID', path: '/x' }] }],
    ['a policy that is null', { persistenceDataList: [{ contextId: 'ID', path: '/x', policy: null }] }],
    ['a policy of null', { persistenceDataList: [{ contextId: 'ID', path: '/x', policy: 'null' }] }],
    ['a policy without parts', { persistenceDataList: [{ contextId: 'ID', path: '/x', policy: '{}' }] }],
    [
      'a policy with parts that are null',
      { persistenceDataList: [{ contextId: 'ID', path: '/x', policy: '{"uploadPolicy":{"autoUpload":null}}' }] },
    ],
  ])('makes a session with %s', async (_, body) => {
    const { emulator, context } = await emulated();
    const response = await fetch(`${emulator.url}/mcp/createSession?imageId=i`, {
      method: 'POST',
      headers: { authorization: 'Bearer k' },
      body: JSON.stringify(body).replace('ID', context.id),
    });
    expect(await response.json()).toMatchObject({ success: true });
  });

  it('takes no sync for a session that is being deleted', async () => {
    const { emulator, session } = await emulated({ taskDelay: 60_000 });
    const release = () =>
      fetch(`${emulator.url}/mcp/releaseSession`, {
        method: 'POST',
        headers: { authorization: 'Bearer k' },
        body: JSON.stringify({ sessionId: session.sessionId }),
      });
    expect((await release()).status).toBe(200);
    expect((await release()).status).toBe(200);
    expect(await session.info()).toMatchObject({ status: 'DELETING' });
    expect(await session.context.start()).toMatchObject({ success: false, error: { code: 'InvalidMcpSession.State' } });
  });

  it('refuses a session that it cannot make, and leaves nothing of it', async () => {
    const { emulator, client, context } = await emulated();
    const before = await readdir(path.join(emulator.dataDir, 'sessions'));
    const contextSyncs = [contextSync(context.id, `/${'x'.repeat(300)}`)];
    expect(await client.create({ imageId: 'i', contextSyncs })).toMatchObject({ error: { code: 'InvalidPath' } });
    expect(await readdir(path.join(emulator.dataDir, 'sessions'))).toEqual(before);
  });

  it('lists a task before it answers the trigger, and filters what it lists', async () => {
    const { session, context } = await emulated({ taskDelay: 60_000 });
    unwrap(await session.context.start({ mode: 'upload' }));
    const list = async (options: object) => unwrap(await session.context.info(options)).contextStatusData;
    expect(await list({ taskType: 'upload' })).toMatchObject([{ status: 'Pending', startTime: 0, finishTime: 0 }]);
    expect(await list({ contextId: context.id, path: `${mountPath}/` })).toHaveLength(2);
    expect(await list({ contextId: 'other' })).toEqual([]);
    expect(await list({ path: '/other' })).toEqual([]);
    expect(await list({ taskType: 'download' })).toHaveLength(1);
  });

  it('tells times in Unix seconds', async () => {
    const { session } = await emulated();
    const { contextStatusData } = unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    for (const { startTime, finishTime } of contextStatusData) {
      expect(Math.abs(startTime - Date.now() / 1000)).toBeLessThan(60);
      expect(finishTime).toBeGreaterThanOrEqual(startTime);
    }
  });

  it('refuses what it cannot do, with a code', async () => {
    const { client, session, context } = await emulated();
    const refusal = async (promise: Promise<{ error?: unknown }>) => (await promise).error;
    expect(await refusal(session.context.sync({ mode: 'full' }))).toMatchObject({ code: 'InvalidParameter.Mode' });
    expect(await refusal(session.context.sync({ contextId: context.id, path: '/other' }))).toMatchObject({
      code: 'Context.NotFound',
    });
    const mounting = (contextId: string, at: string) =>
      refusal(client.create({ imageId: 'i', contextSyncs: [contextSync(contextId, at)] }));
    expect(await mounting('SdkCtx-none', '/x')).toMatchObject({ code: 'Context.NotFound' });
    expect(await mounting(context.id, '/../x')).toMatchObject({ code: 'InvalidPath' });
    expect(await mounting(context.id, '/')).toMatchObject({ code: 'InvalidPath' });
    const twice = [contextSync(context.id, '/x'), contextSync(context.id, '/x/')];
    expect(await refusal(client.create({ imageId: 'i', contextSyncs: twice }))).toMatchObject({
      code: 'PathAlreadyBound',
    });
  });

  it.each([
    ['GET', '/sdk/GetContextInfo', 400, 'InvalidParameter'],
    ['POST', '/sdk/SyncContext?sessionId=s&contextId=c', 400, 'InvalidParameter'],
    ['GET', '/sdk/GetContext', 400, 'InvalidParameter'],
    ['POST', '/mcp/createSession?imageId=i', 400, 'InvalidParameter', '{'],
    ['POST', '/mcp/createSession?imageId=i', 400, 'InvalidParameter', '{"persistenceDataList":{}}'],
    ['POST', '/mcp/getSessionInfo', 400, 'InvalidParameter', ''],
    ['GET', '/sdk/Nothing', 404, 'InvalidAction.NotFound'],
  ])('always answers JSON with a request id: %s %s', async (method, at, status, code, body = '') => {
    const { emulator } = await emulated();
    const headers = { authorization: 'Bearer k', 'content-type': 'application/json' };
    const response = await fetch(emulator.url + at, { method, headers, ...(method === 'POST' ? { body } : {}) });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ success: false, code, httpStatusCode: status });
  });

  it('asks for a key', async () => {
    const { emulator } = await emulated();
    const response = await fetch(`${emulator.url}/sdk/GetContext?name=x`);
    expect(response.status).toBe(400);
    const body = (await response.json()) as { success: boolean; requestId: string };
    expect(body.success).toBe(false);
    expect(body.requestId).toMatch(/^[0-9A-F-]{36}$/);
  });

  it('downloads what is in a context into a new session, and uploads what is left when it is released', async () => {
    const { emulator, client, context, session, folder } = await emulated();
    await writeFiles(folder, { 'a.txt': 'a' });
    unwrap(await client.delete(session));
    expect(await readFiles(emulator.contextFolder(context.id, mountPath))).toEqual({ 'a.txt': 'a' });
    const { session: second } = unwrap(await createSession(client, context));
    unwrap(await second.context.sync({ ...fast, mode: 'download' }));
    expect(await readFiles(emulator.sessionFolder(second.sessionId, mountPath))).toEqual({ 'a.txt': 'a' });
  });

  it('does not follow links out of a tree', async () => {
    const { emulator, context, session, folder } = await emulated();
    await writeFiles(folder, { 'a.txt': 'a' });
    await symlink(import.meta.filename, path.join(folder, 'file-link'));
    await symlink(import.meta.dirname, path.join(folder, 'folder-link'));
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    expect(await readFiles(emulator.contextFolder(context.id, mountPath))).toEqual({ 'a.txt': 'a' });
  });

  it('is one of many', async () => {
    const [one, other] = [await emulated(), await emulated()];
    expect(
      await new AGB({ apiKey: 'k', endpoint: other.emulator.url }).session(one.session.sessionId).info(),
    ).toMatchObject({ error: { _tag: 'NotFound' } });
  });
});
