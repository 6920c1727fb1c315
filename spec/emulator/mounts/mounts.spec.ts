import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AgentBay, contextSync, unwrap, type ContextSync, type SyncPolicyOptions } from '../../../src/index.js';
import type { SessionRecord } from '../../../src/emulator/sessions/SessionRecords.js';
import { addTasks } from '../../../src/emulator/sync/taskList.js';
import type { EmulatorOptions } from '../../../src/emulator/index.js';
import { arrival } from '../../support/arrival.js';
import { emulated, writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';

const pace = { retryInterval: 20 };

/** An emulator with two contexts, and sessions that mount them. */
const world = async (options: EmulatorOptions = {}) => {
  const { emulator } = await emulated(options);
  const client = new AgentBay({ apiKey: 'any-key', endpoint: emulator.url });
  const [x, y] = [await client.context.create('x'), await client.context.create('y')].map(
    (made) => unwrap(made).context.id,
  );
  const mounted = async (...contextSyncs: readonly ContextSync[]) => {
    const { session } = unwrap(await client.create({ contextSyncs, ...pace }));
    const at = (to: string): string => emulator.sessionFolder(session.sessionId, to);
    const sync = (contextId: string, to: string, mode: 'upload' | 'download') =>
      session.context.sync({ ...pace, contextId, path: to, mode });
    const all = (mode: 'upload' | 'download') => session.context.sync({ ...pace, mode });
    return { session, at, sync, all };
  };
  const ask = async (action: string, form: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams({ Authorization: 'Bearer any-key', ...form });
    const response = await fetch(`${emulator.url}/?Action=${action}`, { method: 'POST', body });
    return (await response.json()) as Record<string, unknown> & { Data: Record<string, string>[] };
  };
  return {
    emulator,
    client,
    x: x ?? '',
    y: y ?? '',
    mounted,
    ask,
    kept: (id: string) => readFiles(emulator.contextFolder(id)),
  };
};

describe('a context that is mounted inside its own mount', () => {
  it.each([[['/data', '/data/sub']], [['/data/sub', '/data']]])('is refused: %j', async (paths) => {
    const { client, x, y, mounted } = await world();
    const contextSyncs = paths.map((one) => contextSync(x, one));
    expect(await client.create({ contextSyncs })).toMatchObject({ error: { code: 'PathAlreadyBound' } });
    const { session } = await mounted(contextSync(x, '/data'), contextSync(y, '/data/sub'));
    expect(await session.context.bind(contextSync(x, '/data/sub/deep'))).toMatchObject({
      error: { code: 'PathAlreadyBound' },
    });
  });
});

describe('the path of a sync', () => {
  it('belongs to the innermost mount, and to no other context', async () => {
    const { x, y, mounted, kept } = await world();
    const { at, sync } = await mounted(contextSync(x, '/data'), contextSync(y, '/data/sub'));
    await writeFiles(at('/data'), { 'sub/b': 'b' });
    expect(await sync(x, '/data/sub/b', 'upload')).toMatchObject({ error: { code: 'Context.NotFound' } });
    unwrap(await sync(y, '/data/sub/b', 'upload'));
    expect([await kept(x), await kept(y)]).toEqual([{}, { 'data/sub/b': 'b' }]);
  });

  it('of a mount with an odd name is not taken for one outside', async () => {
    const { x, y, mounted, kept } = await world();
    const { at, sync } = await mounted(contextSync(x, '/data'), contextSync(y, '/data/..odd'));
    await writeFiles(at('/data/..odd'), { secret: 'of y' });
    unwrap(await sync(x, '/data', 'upload'));
    expect(await kept(x)).toEqual({});
  });

  it('has something, or the task fails; what is gone from the session is deleted', async () => {
    const { x, mounted, kept } = await world();
    const { at, sync } = await mounted(contextSync(x, '/data'));
    await writeFiles(at('/data'), { a: 'a', b: 'b' });
    unwrap(await sync(x, '/data', 'upload'));
    expect(await sync(x, '/data/none', 'upload')).toMatchObject({
      state: 'failed',
      errorMessage: expect.stringContaining('There is nothing to sync at this path') as string,
    });
    await rm(path.join(at('/data'), 'a'));
    unwrap(await sync(x, '/data/a', 'upload'));
    expect(await kept(x)).toEqual({ 'data/b': 'b' });
    await writeFiles(path.dirname(at('/data')), { 'data/own': 'never uploaded' });
    expect(await sync(x, '/data/own', 'download')).toMatchObject({ state: 'failed' });
  });

  it.each(['../x', 'a\0b', `/${'x'.repeat(300)}`])('is refused at once where it is %j', async (bad) => {
    const { mounted, ask } = await world();
    const { session } = await mounted();
    const asked = { SessionId: session.sessionId };
    const [internal] = (await ask('GetAndLoadInternalContext', asked)).Data;
    const wrong = { ...asked, ContextId: internal?.['ContextId'] ?? '', Path: bad };
    expect(await ask('SyncContext', wrong)).toMatchObject({ Code: 'InvalidPath' });
    expect(await session.context.info({ path: '/x', contextId: wrong.ContextId })).toMatchObject({ success: true });
    expect(await session.context.info()).toMatchObject({ success: true, contextStatusData: [] });
  });

  it('has something in an archive, as it is unpacked there', async () => {
    const { x, mounted } = await world();
    const uploadPolicy = { uploadMode: 'Archive' } as const;
    const first = await mounted(contextSync(x, '/data', { uploadPolicy }));
    await writeFiles(first.at('/data'), { a: 'a', 'sub/b': 'b' });
    unwrap(await first.sync(x, '/data', 'upload'));
    const quiet = { uploadPolicy, downloadPolicy: { autoDownload: false } };
    const here = await mounted(contextSync(x, '/data', { ...quiet, extractPolicy: { extractToCurrentFolder: true } }));
    unwrap(await here.sync(x, '/data/sub/b', 'download'));
    expect(await readFiles(here.at('/data'))).toEqual({ 'sub/b': 'b' });
    const apart = await mounted(contextSync(x, '/data', quiet));
    unwrap(await apart.sync(x, '/data/archive/a', 'download'));
    expect(await readFiles(apart.at('/data'))).toEqual({ 'archive/a': 'a' });
    expect(await here.sync(x, '/data/none', 'download')).toMatchObject({ state: 'failed' });
    // An archive is packed anew, whatever the path: what is gone is gone from it too.
    await rm(path.join(first.at('/data'), 'a'));
    unwrap(await first.sync(x, '/data/a', 'upload'));
    expect(await here.sync(x, '/data/a', 'download')).toMatchObject({ state: 'failed' });
  });

  it('may be above what the policy lets through', async () => {
    const { x, mounted, kept } = await world();
    const bwList = { whiteLists: [{ path: 'sub/deep' }] };
    const { at, sync } = await mounted(contextSync(x, '/data', { bwList }));
    await writeFiles(at('/data'), { 'sub/deep/f': 'f', 'sub/g': 'g', 'other/h': 'h' });
    unwrap(await sync(x, '/data/sub', 'upload'));
    expect(await kept(x)).toEqual({ 'data/sub/deep/f': 'f' });
    await rm(path.join(at('/data'), 'sub/deep'), { recursive: true });
    unwrap(await sync(x, '/data/sub', 'download'));
    expect(Object.keys(await readFiles(at('/data'))).sort()).toEqual(['other/h', 'sub/deep/f', 'sub/g']);
    for (const left of ['/data/other', '/data/sub/g']) {
      expect(await sync(x, left, 'upload')).toMatchObject({ state: 'failed' });
    }
  });

  it('keeps the rest where an archive is unpacked', async () => {
    const { x, mounted } = await world();
    const policy: SyncPolicyOptions = {
      uploadPolicy: { uploadMode: 'Archive' },
      extractPolicy: { extractToCurrentFolder: true },
    };
    const { at, sync } = await mounted(contextSync(x, '/data', policy));
    await writeFiles(at('/data'), { a: 'a1', b: 'b1' });
    unwrap(await sync(x, '/data/a', 'upload'));
    await writeFiles(at('/data'), { a: 'a2', b: 'b2' });
    unwrap(await sync(x, '/data/a', 'download'));
    expect(await readFiles(at('/data'))).toEqual({ a: 'a1', b: 'b2' });
  });
});

describe('a mapping', () => {
  it.each(['/data', '/data/', '/data/deep'])('shows files at one place only: %s', async (original) => {
    const { client, x, y } = await world();
    const twice = (id: string) => [
      contextSync(x, '/a', { mappingPolicy: { path: '/data' } }),
      contextSync(id, '/b', { mappingPolicy: { path: original } }),
    ];
    expect(await client.create({ contextSyncs: twice(x) })).toMatchObject({ error: { code: 'PathAlreadyBound' } });
    expect(await client.create({ contextSyncs: twice(y), ...pace })).toMatchObject({ success: true });
  });

  it.each(['..', '/', '../../x', `/${'x'.repeat(300)}`])('is refused where it is %j', async (original) => {
    const { client, x } = await world();
    const contextSyncs = [contextSync(x, '/a', { mappingPolicy: { path: original } })];
    expect(await client.create({ contextSyncs })).toMatchObject({ error: { code: 'InvalidPath' } });
  });
});

describe('the tasks of a session', () => {
  it('are forgotten by what covers them, so that one failure is not told for ever', async () => {
    const { emulator, client, x, mounted } = await world();
    const { session, at, sync, all } = await mounted(contextSync(x, '/data'));
    await writeFiles(at('/data'), { a: 'a' });
    emulator.trouble({ taskError: 'once' });
    expect(await sync(x, '/data/a', 'upload')).toMatchObject({ state: 'failed' });
    unwrap(await all('upload'));
    expect(unwrap(await session.context.info({ taskType: 'upload' })).contextStatusData).toMatchObject([
      { path: '/data', status: 'Success' },
    ]);
    emulator.trouble({ taskError: 'once' });
    expect(await sync(x, '/data/', 'upload')).toMatchObject({ state: 'failed' });
    unwrap(await sync(x, '/data', 'upload'));
    expect(unwrap(await session.context.info({ path: '/data', taskType: 'upload' })).contextStatusData).toHaveLength(1);
    unwrap(await client.delete(session, pace));
    expect(existsSync(path.join(emulator.dataDir, 'sessions', session.sessionId))).toBe(false);
  });

  it('are five hundred at most where each is of one file, and those that go on', () => {
    const mounts = [{ contextId: 'x', path: '/data', policy: undefined, bindTime: '' }];
    let state = { mounts, tasks: [], lastTask: 0 } as unknown as SessionRecord;
    const over = { status: 'Success', startTime: 1, finishTime: 1 };
    const add = (path: string, end?: typeof over) => {
      state = addTasks(state, 'upload', [{ contextId: 'x', path, result: end }]);
    };
    add('/data', over);
    add('/data/first');
    for (let index = 0; index < 600; index++) add(`/data/${index}`, over);
    const paths = state.tasks.map((task) => task.path);
    expect(paths.slice(0, 3)).toEqual(['/data', '/data/first', '/data/99']);
    expect([paths.at(-1), state.lastTask]).toEqual(['/data/599', 602]);
    add('/data');
    expect(state.tasks.map((task) => task.path)).toEqual(['/data/first', '/data']);
  });

  it('are all in the journal, those too that are over at once', async () => {
    const { emulator, x, mounted } = await world();
    await mounted(contextSync(x, '/data', { downloadPolicy: { autoDownload: false } }));
    expect(emulator.journal.tasks.slice(-1)).toMatchObject([
      { path: '/data', taskType: 'download', status: 'Success' },
    ]);
  });
});

describe('the context for file transfers', () => {
  const transfers = async (options: EmulatorOptions = {}) => {
    const made = await world(options);
    const { session, at, all } = await made.mounted(contextSync(made.x, '/tmp/file_transfer'));
    const asked = { SessionId: session.sessionId };
    const internal = async () => (await made.ask('GetAndLoadInternalContext', asked)).Data[0]?.['ContextId'] ?? '';
    return { ...made, session, at, all, asked, internal };
  };

  it('is one for each session, goes with it, and is for nobody else', async () => {
    const { client, internal, session, mounted, at, all } = await transfers();
    const id = await internal();
    expect(await internal()).toBe(id);
    expect(await client.context.get(`file_transfer of ${session.sessionId}`)).toMatchObject({ success: false });
    expect(await client.create({ contextSyncs: [contextSync(id, '/mine')] })).toMatchObject({
      error: { code: 'Context.NotFound' },
    });
    unwrap(await client.context.update(id, { name: 'renamed' }));
    expect(await internal()).toBe(id);
    unwrap(await client.context.delete(id));
    const again = await internal();
    expect(again).not.toBe(id);
    await writeFiles(at('/tmp/file_transfer'), { a: 'a' });
    expect(unwrap(await all('upload')).contextStatusData).toHaveLength(1);
    const other = await mounted();
    unwrap(await client.delete(other.session, pace));
    expect(await client.context.get({ contextId: again })).toMatchObject({ success: true });
    unwrap(await client.delete(session, pace));
    expect(await client.context.get({ contextId: again })).toMatchObject({ success: false });
  });

  it('takes files at any path, the newest of each', async () => {
    const { client, internal, ask, asked, at, session, emulator } = await transfers();
    const ContextId = await internal();
    const move = async (to: string, mode: 'upload' | 'download') =>
      unwrap(await session.context.sync({ ...pace, contextId: ContextId, path: to, mode }));
    await client.context.uploadFile(ContextId, '/x.txt', new Blob(['v1']));
    // AGB's helper asks by the folder, be it the root.
    expect(await ask('SyncContext', { ...asked, ContextId, Path: '/', Mode: 'download' })).toMatchObject({
      Success: true,
    });
    await expect.poll(() => existsSync(path.join(emulator.dataDir, 'sessions', session.sessionId, 'x.txt'))).toBe(true);
    await client.context.uploadFile(ContextId, '/tmp/t/a', new Blob(['v1']));
    await move('/tmp/t/a', 'download');
    await client.context.uploadFile(ContextId, '/tmp/t/a', new Blob(['v2']));
    await move('/tmp', 'upload');
    expect(await unwrap(await client.context.downloadFile(ContextId, '/tmp/t/a')).blob.text()).toBe('v2');
    expect(await readFiles(at('/tmp/t'))).toEqual({ a: 'v1' });
  });
});

describe('the files of a context', () => {
  it('are not lost where one is replaced while old ones are recycled', async () => {
    let now = Date.now();
    const { client, x, mounted, kept } = await world({ clock: () => now });
    await mounted(contextSync(x, '/d', { recyclePolicy: { lifecycle: 'Lifecycle_1Day' } }));
    const files = Array.from({ length: 60 }, (_, index) => `/d/${index}`);
    const put = () =>
      Promise.all(files.map(async (file) => unwrap(await client.context.uploadFile(x, file, new Blob(['x'])))));
    await put();
    now += 2 * 86_400_000;
    await Promise.all([put(), ...Array.from({ length: 5 }, () => client.context.listFiles(x, '/d'))]);
    expect(Object.keys(await kept(x))).toHaveLength(60);
  });

  it('are recycled by the last mount of their path', async () => {
    let now = Date.now();
    const { client, x, mounted, kept } = await world({ clock: () => now });
    const { at, all } = await mounted(contextSync(x, '/a/', { recyclePolicy: { lifecycle: 'Lifecycle_1Day' } }));
    await writeFiles(at('/a'), { f: 'f' });
    unwrap(await all('upload'));
    await mounted(contextSync(x, '/a'));
    now += 2 * 86_400_000;
    unwrap(await client.context.listFiles(x, '/a'));
    expect(await kept(x)).toEqual({ 'a/f': 'f' });
  });

  it('are recycled as the mount of their path says, whatever comes later', async () => {
    let now = Date.now();
    const { client, x, mounted, kept } = await world({ clock: () => now });
    const { at, all } = await mounted(
      contextSync(x, '/a', { recyclePolicy: { lifecycle: 'Lifecycle_1Day' } }),
      contextSync(x, '/b'),
    );
    await writeFiles(at('/'.concat('a')), { f: 'f' });
    await writeFiles(at('/b'), { f: 'f' });
    unwrap(await all('upload'));
    now += 2 * 86_400_000;
    unwrap(await client.context.listFiles(x, '/a'));
    expect(await kept(x)).toEqual({ 'b/f': 'f' });
  });

  it('can be deleted while they are synced: no task fails for it', async () => {
    const { client, x, mounted } = await world({ fileDelay: 2 });
    const { at, session } = await mounted(contextSync(x, '/d'));
    for (let round = 0; round < 3; round++) {
      await writeFiles(
        at('/d'),
        Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`sub/${index}`, `${round}`])),
      );
      const { handle } = unwrap(await session.context.start({ mode: 'upload', baseline: false }));
      await client.context.deleteFile(x, '/d/sub');
      expect(await session.context.follow(handle, pace)).toMatchObject({ state: 'succeeded' });
    }
  });

  it('are all gone when a context that was cleared twice is available', async () => {
    const { emulator, client, x, mounted, kept } = await world({ taskDelay: 600, fileDelay: 30 });
    const { at, session } = await mounted(contextSync(x, '/d', { downloadPolicy: { autoDownload: false } }));
    await writeFiles(at('/d'), Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}`, 'x'])));
    unwrap(await session.context.start({ mode: 'upload', baseline: false }));
    await sleep(300);
    const first = client.context.clear(x, { ...pace, settlePolls: 0 });
    await expect.poll(async () => (await client.context.clearStatus(x)).state, { interval: 5 }).toBe('clearing');
    await client.context.uploadFile(x, '/old', new Blob(['old']));
    // From now on the upload has the folder, and the second clearing waits for its turn.
    await expect.poll(() => existsSync(path.join(emulator.contextFolder(x), 'd')), { interval: 5 }).toBe(true);
    expect(await client.context.clear(x, { ...pace, settlePolls: 0 })).toMatchObject({ state: 'available' });
    expect(await first).toMatchObject({ state: 'available' });
    expect(Object.keys(await kept(x))).not.toContain('old');
  });

  it('can be looked for while they are cleared', async () => {
    const { emulator, client, x } = await world();
    for (let round = 0; round < 20; round++) {
      await client.context.uploadFile(x, '/d/a', new Blob(['a']));
      const cleared = client.context.clear(x, { retryInterval: 2, settlePolls: 0 });
      for (let look = 0; look < 20; look++) {
        emulator.contextFolder(x, '/d');
        await new Promise(setImmediate);
      }
      expect(await cleared).toMatchObject({ state: 'available' });
    }
  });

  it('may not be where the folder of the context is not', async () => {
    const { emulator, x, mounted } = await world();
    const { all } = await mounted(contextSync(x, '/d'));
    const aside = `${emulator.contextFolder(x)}.aside`;
    await rename(emulator.contextFolder(x), aside);
    expect(await all('download')).toMatchObject({ state: 'failed' });
    await mkdir(emulator.contextFolder(x));
    expect(await all('download')).toMatchObject({ state: 'succeeded' });
  });
});

describe('a task that fails, or is stopped,', () => {
  it('knows what it copied: nothing newer is lost, nothing deleted comes back', async () => {
    const { emulator, client, x, mounted, kept } = await world();
    await writeFiles(emulator.contextFolder(x, '/d'), { a: 'v1', z: 'z' });
    const { session, at, all } = await mounted(contextSync(x, '/d', { downloadPolicy: { autoDownload: false } }));
    // A folder where a file is to be.
    await writeFiles(at('/d'), { 'z/inner': '' });
    expect(await all('download')).toMatchObject({ state: 'failed' });
    await client.context.uploadFile(x, '/d/a', new Blob(['v2']));
    await rm(path.join(at('/d'), 'z'), { recursive: true });
    unwrap(await client.delete(session, pace));
    expect(await kept(x)).toEqual({ 'd/a': 'v2', 'd/z': 'z' });

    const second = await mounted(contextSync(x, '/e'));
    await writeFiles(second.at('/e'), { a: 'a', z: 'z' });
    await mkdir(path.join(emulator.contextFolder(x, '/e'), 'z'));
    expect(await second.all('upload')).toMatchObject({ state: 'failed' });
    await rm(path.join(second.at('/e'), 'a'));
    await rm(path.join(emulator.contextFolder(x, '/e'), 'z'), { recursive: true });
    unwrap(await second.all('upload'));
    expect(await readFiles(emulator.contextFolder(x, '/e'))).toEqual({ z: 'z' });
  });

  it('keeps no reset and no list waiting, and no idle session is released in its midst', async () => {
    let now = Date.now();
    const { emulator, client, x } = await world({ fileDelay: 30_000, clock: () => now });
    const recyclePolicy = { lifecycle: 'Lifecycle_360Days' } as const;
    const make = async (contextSyncs: readonly ContextSync[]) =>
      unwrap(await client.create({ contextSyncs, idleTimeout: 60, ...pace })).session;
    const session = await make([contextSync(x, '/d', { recyclePolicy })]);
    const { sessionId } = await make([]);
    await writeFiles(emulator.sessionFolder(session.sessionId, '/d'), { a: 'a', b: 'b' });
    unwrap(await session.context.start({ mode: 'upload', baseline: false }));
    await expect.poll(() => existsSync(path.join(emulator.contextFolder(x), 'd/a'))).toBe(true);
    expect(unwrap(await client.context.listFiles(x, '/d')).files).toHaveLength(1);
    now += 120_000;
    await expect.poll(async () => (await client.session(sessionId).info()).success).toBe(false);
    expect(await session.info()).toMatchObject({ success: true });
    const arrived = arrival(/DeleteContextFile/);
    const waiting = client.context.deleteFile(x, '/d/a');
    await arrived;
    // What came before it is answered: it waits where it is.
    await client.context.list();
    await emulator.reset();
    await waiting;
    expect(emulator.journal.requests).toEqual([]);
  });
});

it('a hundred mounts of one session are all synced', async () => {
  const { emulator, client, x, ask } = await world();
  const list = Array.from({ length: 100 }, (_, index) => ({ ContextId: x, Path: `/m/${index}` }));
  const asked = { SessionId: unwrap(await client.create({ contextSyncs: [], ...pace })).session.sessionId };
  expect(await ask('BindContexts', { ...asked, PersistenceDataList: JSON.stringify(list) })).toMatchObject({
    Success: true,
  });
  await expect.poll(async () => (await ask('DescribeSessionContexts', asked)).Data.length).toBe(100);
  expect(await ask('SyncContext', asked)).toMatchObject({ Success: true });
  const done = () =>
    emulator.journal.tasks.filter(({ status, taskType }) => taskType === 'upload' && status === 'Success');
  await expect.poll(() => done().length).toBe(100);
});

describe('what is too much or too little', () => {
  it('is refused with a code, or clipped', async () => {
    const { emulator, mounted, ask, x } = await world();
    const { session } = await mounted();
    const asked = { SessionId: session.sessionId };
    expect(await ask('SetLabel', asked)).toMatchObject({ Code: 'InvalidParameter' });
    const Labels = JSON.stringify({ a: 'x'.repeat(70_000) });
    expect(await ask('SetLabel', { ...asked, Labels })).toMatchObject({ Code: 'InvalidParameter.Labels' });
    expect(emulator.journal.requests.at(-1)?.fields['labels']).toHaveLength(2001);
    const half = await fetch(`${emulator.url}/sdk/GetContextFileUploadUrl`, {
      method: 'POST',
      headers: { authorization: 'Bearer any-key' },
      body: `{"contextId":"${x}","filePath":"/a\\ud800b"}`,
    });
    expect([half.status, await half.json()]).toMatchObject([400, { code: 'InvalidPath' }]);
  });
});
