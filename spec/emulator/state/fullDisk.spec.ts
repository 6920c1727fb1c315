import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { lastValueFrom, tap } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { AgentBay, contextSync, unwrap } from '../../../src/index.js';
import { writeFiles } from '../../support/emulated.js';
import { fill } from '../../support/fullDisk.js';
import { readFiles } from '../../support/readFiles.js';
import { newFolder } from '../../support/newFolder.js';

const fast = { retryInterval: 20 };

/** An emulator on a disk that can be filled, with a session that mounts a context. */
const world = async (options: EmulatorOptions = {}) => {
  const dataDir = options.dataDir ?? (await newFolder());
  const emulator = await startEmulator({ ...options, dataDir });
  onTestFinished(() => emulator.close());
  const client = new AgentBay({ apiKey: 'any-key', endpoint: emulator.url });
  const { context } = unwrap(await client.context.create('my-data'));
  const { session } = unwrap(await client.create({ contextSyncs: [contextSync(context.id, '/data')], ...fast }));
  const folder = emulator.sessionFolder(session.sessionId, '/data');
  /** What is kept on disk, by the names of its files. */
  const kept = (
    kind: string,
  ): Readonly<Record<string, { readonly tasks: readonly object[]; readonly state: string }>> => {
    const files = readdirSync(path.join(dataDir, 'state', kind));
    const read = (file: string) => JSON.parse(readFileSync(path.join(dataDir, 'state', kind, file), 'utf8')) as never;
    return Object.fromEntries(files.map((file) => [path.parse(file).name, read(file)]));
  };
  const ask = async (action: string, form: Record<string, string>) => {
    const body = new URLSearchParams({ Authorization: 'Bearer any-key', ...form });
    const response = await fetch(`${emulator.url}/?Action=${action}`, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as { Code: string; Message: string } };
  };
  return { dataDir, emulator, client, context, session, folder, kept, ask };
};

const aFullDisk = {
  status: 503,
  body: { Code: 'ServiceUnavailable', Message: expect.stringMatching(/ENOTDIR/) as string },
};

describe('on a full disk a task', () => {
  it.each(['Pending', 'Running'])(
    'fails where it cannot be kept from when it was %s, until there is room',
    async (from) => {
      const dataDir = await newFolder();
      let makeRoom = (): void => undefined;
      const { session, folder, kept } = await world({
        dataDir,
        onTask: ({ taskType, status }) => {
          if (taskType === 'upload' && status === from) makeRoom = fill(dataDir, 'sessions');
        },
      });
      await writeFiles(folder, { a: 'a' });
      const result = await session.context.sync({ ...fast, mode: 'upload' });
      expect(result).toMatchObject({ state: 'failed', contextStatusData: [{ status: 'Failed' }] });
      expect(result.contextStatusData[0]?.errorMessage).toContain('ENOTDIR');
      makeRoom();
      expect(kept('sessions')[session.sessionId]?.tasks).toMatchObject([{}, { taskType: 'upload', status: from }]);
      // By itself, though nobody asks for anything.
      await expect
        .poll(() => kept('sessions')[session.sessionId]?.tasks)
        .toMatchObject([{}, { taskType: 'upload', status: 'Failed' }]);
    },
  );

  it('fails where what it knows cannot be kept, and the next one does not', async () => {
    const { dataDir, emulator, context, session, folder } = await world();
    await writeFiles(folder, { a: 'a' });
    const makeRoom = fill(dataDir, 'known');
    expect(await session.context.sync({ ...fast, mode: 'upload' })).toMatchObject({ state: 'failed' });
    makeRoom();
    expect(await session.context.sync({ ...fast, mode: 'upload' })).toMatchObject({ state: 'succeeded' });
    expect(await readFiles(emulator.contextFolder(context.id, '/data'))).toEqual({ a: 'a' });
  });
});

describe('on a full disk a clearing', () => {
  it('comes to its end, and that is kept when there is room', async () => {
    const dataDir = await newFolder();
    let makeRoom = (): void => undefined;
    const { client, context, kept } = await world({
      dataDir,
      onRequest: ({ operation }) => {
        if (operation === 'ClearContext') makeRoom = fill(dataDir, 'contexts');
      },
    });
    expect(await client.context.clear(context.id, fast)).toMatchObject({ state: 'available' });
    makeRoom();
    await expect.poll(() => kept('contexts')[context.id]?.state).toBe('available');
  });

  it('goes on by itself where its files could not be put aside', async () => {
    const { dataDir, emulator, client, context, kept } = await world();
    const stored = emulator.contextFolder(context.id);
    await writeFiles(stored, { a: 'a' });
    const scratch = path.join(dataDir, 'scratch');
    renameSync(scratch, `${scratch}.before`);
    writeFileSync(scratch, '');
    const states: string[] = [];
    const clearing = lastValueFrom(
      client.context.clear$(context.id, fast).pipe(tap(({ state }) => states.push(state))),
    );
    await expect.poll(() => states.length).toBeGreaterThan(2);
    expect(new Set(states)).toEqual(new Set(['clearing']));
    expect(await readFiles(stored)).toEqual({ a: 'a' });
    rmSync(scratch);
    renameSync(`${scratch}.before`, scratch);
    expect(await clearing).toMatchObject({ state: 'available' });
    expect(await readFiles(stored)).toEqual({});
    expect(kept('contexts')[context.id]?.state).toBe('available');
  });
});

describe('on a full disk a request', () => {
  it('that would change a context changes nothing, and is told so', async () => {
    const { dataDir, emulator, client, context, ask, kept } = await world();
    await writeFiles(emulator.contextFolder(context.id), { 'data/a': 'a' });
    const look = async () => ({
      listed: unwrap(await client.context.list()).contexts,
      kept: kept('contexts'),
      folders: await readdir(path.join(dataDir, 'contexts')),
      files: await readFiles(emulator.contextFolder(context.id)),
    });
    const before = await look();
    const makeRoom = fill(dataDir, 'contexts');
    expect(await ask('GetContext', { Name: 'new', AllowCreate: 'true' })).toMatchObject(aFullDisk);
    expect(await ask('ModifyContext', { Id: context.id, Name: 'other' })).toMatchObject(aFullDisk);
    expect(await ask('ClearContext', { Id: context.id })).toMatchObject(aFullDisk);
    expect(await ask('DeleteContext', { Id: context.id })).toMatchObject(aFullDisk);
    expect((await ask('GetContext', { Name: 'my-data' })).status).toBe(200);
    expect((await ask('GetContext', { Name: 'other' })).status).toBe(400);
    makeRoom();
    expect(await look()).toEqual(before);
    expect((await ask('ModifyContext', { Id: context.id, Name: 'other' })).status).toBe(200);
    expect((await ask('GetContext', { Name: 'my-data' })).status).toBe(400);
    expect((await ask('DeleteContext', { Id: context.id })).status).toBe(200);
    expect((await ask('GetContext', { Name: 'other' })).status).toBe(400);
  });

  it('that would change a session changes nothing, and is told so', async () => {
    const { dataDir, client, session, ask, kept } = await world();
    const { context: other } = unwrap(await client.context.create('other'));
    const SessionId = session.sessionId;
    const day = JSON.stringify({ recyclePolicy: { lifecycle: 'Lifecycle_1Day', paths: [''] } });
    const PersistenceDataList = JSON.stringify([{ contextId: other.id, path: '/other', policy: day }]);
    const look = async () => ({
      listed: unwrap(await client.list()).sessions.map(({ session: one, status }) => [one.sessionId, status]),
      labels: ((await ask('GetLabel', { SessionId })).body as unknown as { Data: unknown }).Data,
      tasks: unwrap(await session.context.info()).contextStatusData,
      bindings: unwrap(await session.context.listBindings()).bindings,
      status: unwrap(await session.info()).status,
      kept: [kept('sessions'), kept('contexts')],
      folders: await readdir(path.join(dataDir, 'sessions')),
    });
    const before = await look();
    const makeRoom = fill(dataDir, 'sessions');
    expect(await ask('CreateMcpSession', { PersistenceDataList })).toMatchObject(aFullDisk);
    expect(await ask('BindContexts', { SessionId, PersistenceDataList })).toMatchObject(aFullDisk);
    expect(await ask('SetLabel', { SessionId, Labels: '{"a":"b"}' })).toMatchObject(aFullDisk);
    expect(await ask('SyncContext', { SessionId })).toMatchObject(aFullDisk);
    expect(await ask('GetAndLoadInternalContext', { SessionId, 'ContextTypes.1': 'file_transfer' })).toMatchObject(
      aFullDisk,
    );
    expect(await ask('ReleaseMcpSession', { SessionId })).toMatchObject(aFullDisk);
    makeRoom();
    expect(await look()).toEqual(before);
    expect((await ask('BindContexts', { SessionId, PersistenceDataList })).status).toBe(200);
    await expect.poll(async () => unwrap(await session.context.listBindings()).bindings).toHaveLength(2);
    expect(kept('contexts')[other.id]).toMatchObject({ recycling: { other: { days: 1 } } });
  });

  it('that only looks is answered, though a session should be released', async () => {
    let now = Date.now();
    const { dataDir, client, ask, session } = await world({ clock: () => now });
    const made = await ask('CreateMcpSession', { Timeout: '1' });
    const { SessionId: idle = '' } = (made.body as unknown as { Data: Record<string, string> }).Data;
    const makeRoom = fill(dataDir, 'sessions');
    now += 3_600_000;
    expect(await session.info()).toMatchObject({ success: true });
    expect(unwrap(await client.list()).sessions).toHaveLength(2);
    makeRoom();
    await expect.poll(async () => (await client.session(idle).info()).error?._tag).toBe('NotFound');
  });

  it('for a release is done to its end though what the service made for it cannot be deleted yet', async () => {
    const dataDir = await newFolder();
    const rooms: (() => void)[] = [];
    const { client, session, ask, kept } = await world({
      dataDir,
      onTask: ({ taskType, status }) => {
        if (taskType === 'upload' && status === 'Success') rooms.push(fill(dataDir, 'contexts'));
      },
    });
    await ask('GetAndLoadInternalContext', { SessionId: session.sessionId, 'ContextTypes.1': 'file_transfer' });
    expect(Object.keys(kept('contexts'))).toHaveLength(2);
    const deleting = client.delete(session, fast);
    await expect.poll(() => rooms.length).toBe(1);
    expect(await session.info()).toMatchObject({ status: 'DELETING' });
    rooms[0]?.();
    expect(await deleting).toMatchObject({ success: true });
    await expect.poll(() => [Object.keys(kept('contexts')).length, kept('sessions')]).toEqual([1, {}]);
  });
});
