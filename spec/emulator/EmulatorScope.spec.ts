import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type Emulator, type EmulatorOptions, type EmulatorScope } from '../../src/emulator/index.js';
import { AGB, contextSync, unwrap, type AgentBay } from '../../src/index.js';
import { arrival } from '../support/arrival.js';
import { createSession, mountPath, writeFiles } from '../support/emulated.js';
import { newFolder } from '../support/newFolder.js';
import { readFiles } from '../support/readFiles.js';
import { services, type TestedService } from '../support/services.js';

const hour = 3_600_000;
const upload = { mode: 'upload', retryInterval: 20 } as const;

const start = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

/** A scope with a context that is mounted in a session, and its client. */
const inhabited = async (scope: EmulatorScope, service = services[0] as TestedService, waitForDownloads = true) => {
  const client: AGB | AgentBay = service.client({ apiKey: scope.apiKey, endpoint: scope.url });
  const { context } = unwrap(await client.context.get('my-data', { create: true }));
  const { session } = unwrap(await createSession(client, context, waitForDownloads));
  return { scope, client, context, session, folder: scope.sessionFolder(session.sessionId, mountPath) };
};

const operations = ({ journal }: Pick<EmulatorScope, 'journal'>) => journal.requests.map(({ operation }) => operation);

describe.each(services)('two scopes, as $name meets them,', (service) => {
  it('do not see each other', async () => {
    const emulator = await start();
    const one = await inhabited(emulator.scope(), service);
    const other = await inhabited(emulator.scope(), service);
    await writeFiles(one.folder, { 'a.txt': 'of one' });
    unwrap(await one.session.context.sync(upload));
    expect(other.context.id).not.toBe(one.context.id);
    const notFound = { success: false, error: { _tag: 'NotFound' } };
    for (const stranger of [other.client, service.client({ apiKey: 'any-key', endpoint: emulator.url })]) {
      expect(await stranger.context.get({ contextId: one.context.id })).toMatchObject(notFound);
      expect(await stranger.session(one.session.sessionId).context.info()).toMatchObject(notFound);
      expect(await stranger.context.fileDownloadUrl(one.context.id, `${mountPath}/a.txt`)).toMatchObject(notFound);
      const stolen = { imageId: 'i', contextSyncs: [contextSync(one.context.id, '/p')] };
      expect(await stranger.create(stolen)).toMatchObject(notFound);
    }
    expect(unwrap(await other.client.context.list()).contexts.map(({ id }) => id)).toEqual([other.context.id]);
    expect(() => other.scope.contextFolder(one.context.id)).toThrow(one.context.id);
    expect(() => other.scope.sessionFolder(one.session.sessionId, mountPath)).toThrow(one.session.sessionId);
    expect(await readFiles(one.scope.contextFolder(one.context.id, mountPath))).toEqual({ 'a.txt': 'of one' });
    expect(await readFiles(emulator.contextFolder(one.context.id, mountPath))).toEqual({ 'a.txt': 'of one' });
  });

  it('have journals of their own, with their tasks and their presigned URLs', async () => {
    const emulator = await start();
    const one = await inhabited(emulator.scope(), service);
    const other = await inhabited(emulator.scope(), service);
    const before = { one: operations(one.scope), other: operations(other.scope) };
    unwrap(await one.client.context.uploadFile(one.context.id, '/a', new Blob(['a'])));
    unwrap(await one.session.context.start({ mode: 'upload' }));
    await one.scope.waitFor('task', { taskType: 'upload', status: 'Success' });
    one.scope.verify('PutFile', 1, { contextId: one.context.id });
    other.scope.verify('PutFile', 0);
    other.scope.verify('task', 0, { taskType: 'upload' });
    await expect(other.scope.waitFor('SyncContext', {}, { timeout: 0 })).rejects.toThrow(/did not come/);
    expect(operations(one.scope).slice(before.one.length)).toContain('SyncContext');
    expect(operations(other.scope)).toEqual(before.other);
    emulator.verify('PutFile', 1);
    emulator.verify('CreateSession', 2);
    emulator.verify('task', 1, { taskType: 'upload', status: 'Success' });
  });

  it('have troubles of their own, and those of the emulator', async () => {
    const emulator = await start();
    const one = await inhabited(emulator.scope(), service);
    const other = await inhabited(emulator.scope(), service);
    one.scope.trouble({ operation: 'GetContextInfo', httpStatus: 503, times: Infinity });
    one.scope.trouble({ taskError: 'disk full' });
    one.scope.trouble({ operation: 'PutFile', httpStatus: 403 });
    const succeeds = async ({ session }: typeof one) => (await session.context.info()).success;
    expect([await succeeds(one), await succeeds(other)]).toEqual([false, true]);
    const put = ({ client, context }: typeof one) => client.context.uploadFile(context.id, '/a', new Blob(['a']));
    expect([(await put(other)).success, (await put(one)).success]).toEqual([true, false]);
    expect((await other.session.context.sync(upload)).state).toBe('succeeded');
    one.scope.noTrouble();
    one.scope.trouble({ taskError: 'disk full' });
    expect((await one.session.context.sync(upload)).state).toBe('failed');
    emulator.trouble({ operation: 'GetContextInfo', httpStatus: 503, times: 2 });
    expect([await succeeds(one), await succeeds(other)]).toEqual([false, false]);
    expect([await succeeds(one), await succeeds(other)]).toEqual([true, true]);
    // One that both are told of is used up first where it is for all.
    emulator.trouble({ operation: 'GetContextInfo', code: 'ForAll' });
    one.scope.trouble({ operation: 'GetContextInfo', code: 'ForOne' });
    const codes = [await one.session.context.info(), await one.session.context.info()].map(({ error }) => error);
    expect(codes).toMatchObject([{ code: 'ForAll' }, { code: 'ForOne' }]);
    one.scope.trouble({ operation: 'GetContextInfo', httpStatus: 503, until: 'taskEnd' });
    unwrap(await other.session.context.sync(upload));
    expect(await succeeds(one)).toBe(false);
    unwrap(await one.session.context.start({ ...upload, baseline: false }));
    await expect.poll(() => succeeds(one)).toBe(true);
  });
});

describe('a scope that is reset', () => {
  it('is empty from the call on, and the others as they were', async () => {
    const emulator = await start();
    const [one, other] = [await inhabited(emulator.scope()), await inhabited(emulator.scope())];
    await writeFiles(one.folder, { 'a.txt': 'a' });
    await writeFiles(other.folder, { 'b.txt': 'b' });
    one.scope.trouble({ operation: 'ListContexts', httpStatus: 503 });
    unwrap(await one.session.context.sync(upload));
    const before = other.scope.journal;
    const resetting = one.scope.reset();
    const listing = one.client.context.list();
    await resetting;
    expect(unwrap(await listing).contexts).toEqual([]);
    expect(operations(one.scope)).toEqual(['ListContexts']);
    expect((await one.session.info()).success).toBe(false);
    expect(other.scope.journal).toEqual(before);
    unwrap(await other.session.context.sync(upload));
    expect(await readFiles(other.scope.contextFolder(other.context.id, mountPath))).toEqual({ 'b.txt': 'b' });
    const { context } = unwrap(await one.client.context.create('my-data'));
    expect(context.id).not.toBe(one.context.id);
    const left = (kind: string) => readdir(path.join(emulator.dataDir, kind));
    await expect.poll(() => left('contexts')).toEqual([other.context.id, context.id].sort());
    await expect.poll(() => left('sessions')).toEqual([other.session.sessionId]);
    await expect.poll(() => left('state/sessions')).toEqual([`${other.session.sessionId}.json`]);
  });

  it('stops its tasks, and uploads nothing', async () => {
    const emulator = await start({ fileDelay: 20 });
    const [one, other] = [await inhabited(emulator.scope()), await inhabited(emulator.scope())];
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}.txt`, 'x']));
    await writeFiles(one.folder, files);
    await writeFiles(other.folder, files);
    for (const { session } of [one, other]) unwrap(await session.context.start({ mode: 'upload' }));
    await one.scope.waitFor('task', { taskType: 'upload', status: 'Running' });
    await one.scope.reset();
    expect(one.scope.journal.tasks).toEqual([]);
    expect(await other.scope.waitFor('task', { taskType: 'upload', status: 'Success' })).toMatchObject({
      errorMessage: '',
    });
    expect(await readFiles(other.scope.contextFolder(other.context.id, mountPath))).toEqual(files);
    // Of what was stopped nothing more is told, to the emulator neither.
    emulator.verify('task', 0, { sessionId: one.session.sessionId, taskType: 'upload', status: /Success|Failed/ });
    await expect.poll(() => readdir(path.join(emulator.dataDir, 'contexts'))).toEqual([other.context.id]);
  });

  it('does not wait for a task that waits, nor answers what came before', async () => {
    const emulator = await start({ taskDelay: hour });
    const one = await inhabited(emulator.scope(), services[0], false);
    one.scope.trouble({ operation: 'ListContexts', delay: hour });
    const arrived = arrival(/ListContexts/);
    const late = one.client.context.list({ requestTimeout: hour });
    await arrived;
    await one.session.info();
    await one.scope.reset();
    expect(await late).toMatchObject({ success: false, error: { _tag: 'Unavailable' } });
    expect(one.scope.journal).toEqual({ requests: [], tasks: [] });
  });
});

describe('a scope that is closed', () => {
  it('is unknown, and leaves nothing', async () => {
    const emulator = await start();
    const one = await inhabited(emulator.scope());
    const waiting = expect(one.scope.waitFor('DeleteSession')).rejects.toMatchObject({ reason: 'closed' });
    await Promise.all([one.scope.close(), one.scope.close()]);
    await waiting;
    expect(await one.client.context.list()).toMatchObject({ error: { _tag: 'Unauthorized', code: 'NOT_LOGIN' } });
    expect(() => one.scope.contextFolder(one.context.id)).toThrow(one.context.id);
    await expect(one.scope.reset()).rejects.toThrow('closed');
    await expect.poll(() => readdir(path.join(emulator.dataDir, 'contexts'))).toEqual([]);
    await expect.poll(() => readdir(path.join(emulator.dataDir, 'sessions'))).toEqual([]);
  });

  it('may be closed after the emulator, which takes no more', async () => {
    const emulator = await start();
    const { scope } = await inhabited(emulator.scope());
    const waiting = expect(scope.waitFor('DeleteSession')).rejects.toMatchObject({ reason: 'closed' });
    await emulator.close();
    await waiting;
    await scope.close();
    expect(() => emulator.scope()).toThrow('closed');
  });

  it('is removed at the next start where it was not closed', async () => {
    const dataDir = await newFolder();
    const first = await start({ dataDir, taskDelay: hour });
    const mine = new AGB({ apiKey: 'any-key', endpoint: first.url });
    const { context } = unwrap(await mine.context.create('mine'));
    const { session } = await inhabited(first.scope(), services[0], false);
    unwrap(await session.context.start({ mode: 'upload' }));
    await first.close();
    const next = await start({ dataDir });
    await expect.poll(() => readdir(path.join(dataDir, 'contexts'))).toEqual([context.id]);
    await expect.poll(() => readdir(path.join(dataDir, 'sessions'))).toEqual([]);
    await expect.poll(() => readdir(path.join(dataDir, 'state/sessions'))).toEqual([]);
    await expect.poll(() => readdir(path.join(dataDir, 'state/contexts'))).toEqual([`${context.id}.json`]);
    expect(next.journal).toEqual({ requests: [], tasks: [] });
  });
});

describe('a scope', () => {
  it('is known beside the keys that were given', async () => {
    const emulator = await start({ apiKeys: ['one-key'] });
    const { client } = await inhabited(emulator.scope());
    expect(unwrap(await client.context.list()).contexts).toHaveLength(1);
    const known = new AGB({ apiKey: 'one-key', endpoint: emulator.url });
    expect(unwrap(await known.context.list()).contexts).toEqual([]);
    const unknown = new AGB({ apiKey: 'two-key', endpoint: emulator.url });
    expect(await unknown.context.list()).toMatchObject({ error: { _tag: 'Unauthorized' } });
  });

  it('stays open through a reset of the emulator, which empties it', async () => {
    const emulator = await start();
    const { scope, client, context, folder } = await inhabited(emulator.scope());
    scope.trouble({ httpStatus: 503 });
    const waiting = scope.waitFor('ListContexts');
    await emulator.reset();
    expect(scope.journal).toEqual({ requests: [], tasks: [] });
    expect(unwrap(await client.context.list()).contexts).toEqual([]);
    expect(await waiting).toMatchObject({ httpStatus: 200 });
    expect(existsSync(folder)).toBe(false);
    expect(() => scope.contextFolder(context.id)).toThrow(context.id);
  });

  it('keeps what cannot be read of its requests in its journal too', async () => {
    const emulator = await start();
    const scope = emulator.scope();
    const headers = { authorization: `Bearer ${scope.apiKey}` };
    await fetch(`${scope.url}/mcp/createSession`, { method: 'POST', headers, body: '{' });
    expect(scope.journal.requests).toMatchObject([{ operation: 'CreateSession', httpStatus: 400 }]);
    expect(JSON.stringify(emulator.journal)).not.toContain(scope.apiKey);
  });

  it('can be had by HTTP', async () => {
    const emulator = await start();
    const control = async (method: string, at: string, body?: unknown) => {
      const sent = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const response = await fetch(`${emulator.url}/_emulator/${at}`, sent);
      return { status: response.status, ...((await response.json()) as { data: Record<string, string> }) };
    };
    const made = await control('POST', 'scopes');
    expect(made).toMatchObject({ status: 200, data: { url: emulator.url } });
    const { id, apiKey } = made.data;
    const client = new AGB({ apiKey, endpoint: emulator.url });
    const neighbour = await inhabited(emulator.scope());
    unwrap(await client.context.create('c'));
    await control('POST', `scopes/${id}/trouble`, { operation: 'ListContexts', httpStatus: 503, times: 2 });
    expect((await neighbour.client.context.list()).success).toBe(true);
    expect((await client.context.list()).success).toBe(false);
    await control('DELETE', `scopes/${id}/trouble`);
    expect((await client.context.list()).success).toBe(true);
    const { data } = await control('GET', `scopes/${id}/journal`);
    expect(data).toMatchObject({
      requests: [{ operation: 'GetContext' }, {}, { operation: 'ListContexts' }],
      tasks: [],
    });
    expect(await control('POST', `scopes/${id}/verify`, { operation: 'ListContexts', times: 2 })).toMatchObject({
      status: 200,
    });
    expect(await control('POST', `scopes/${id}/verify`, { operation: 'CreateSession' })).toMatchObject({ status: 406 });
    expect(await control('POST', `scopes/${id}/reset`)).toMatchObject({ status: 200 });
    expect(unwrap(await client.context.list()).contexts).toEqual([]);
    expect(unwrap(await neighbour.client.context.list()).contexts).toHaveLength(1);
    for (const at of [`scopes/${id}/nothing`, `scopes/${id}/scopes`, 'scopes/99/reset', 'scopes/x/reset'])
      expect(await control('POST', at), at).toMatchObject({ status: 404, success: false });
    expect(await control('DELETE', `scopes/${id}`)).toMatchObject({ status: 200 });
    expect(await client.context.list()).toMatchObject({ error: { _tag: 'Unauthorized' } });
    expect(await control('POST', `scopes/${id}/reset`)).toMatchObject({ status: 404 });
  });
});
