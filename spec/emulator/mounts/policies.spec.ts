import { rm, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mountPolicy } from '../../../src/emulator/mounts/mountPolicy.js';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { AgentBay, contextSync, unwrap, type SyncPolicyOptions } from '../../../src/index.js';
import { writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';

const fast = { retryInterval: 20 };

/** An emulator with one context, and sessions that mount it with a policy. */
const world = async (options: EmulatorOptions = {}) => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  const client = new AgentBay({ apiKey: 'any-key', endpoint: emulator.url });
  const { context } = unwrap(await client.context.create('my-data'));
  const stored = emulator.contextFolder(context.id, '/data');
  const mounted = async (policy?: SyncPolicyOptions, at = '/data') => {
    const { session } = unwrap(await client.create({ contextSyncs: [contextSync(context.id, at, policy)], ...fast }));
    const folder = emulator.sessionFolder(session.sessionId, at);
    const sync = async (mode: 'upload' | 'download') => session.context.sync({ ...fast, mode });
    return { session, folder, sync };
  };
  return { emulator, client, context, stored, mounted };
};

describe('the policies of a mount', () => {
  it('upload on release, or not', async () => {
    const { client, stored, mounted } = await world();
    for (const autoUpload of [false, true]) {
      const { session, folder } = await mounted({ uploadPolicy: { autoUpload } });
      await writeFiles(folder, { [`${autoUpload}.txt`]: 'x' });
      unwrap(await client.delete(session, fast));
    }
    expect(await readFiles(stored)).toEqual({ 'true.txt': 'x' });
  });

  it('download at the beginning, or not', async () => {
    const { stored, mounted } = await world();
    await writeFiles(stored, { 'a.txt': 'a' });
    expect(await readFiles((await mounted()).folder)).toEqual({ 'a.txt': 'a' });
    const { session, folder } = await mounted({ downloadPolicy: { autoDownload: false } });
    expect(await readFiles(folder)).toEqual({});
    // The services' own clients wait for one task of each mount.
    expect(unwrap(await session.context.info()).contextStatusData).toMatchObject([
      { path: '/data', taskType: 'download', status: 'Success' },
    ]);
  });

  it('sync white lists only, without what they exclude, in both directions', async () => {
    const { stored, mounted } = await world();
    const bwList = { whiteLists: [{ path: '/src', excludePaths: ['/src/tmp'] }, { path: 'docs/a' }] };
    const files = {
      'src/a.ts': '1',
      'src/tmp/b.ts': '2',
      'srcs/c.ts': '3',
      'docs/a/d.md': '4',
      'docs/b/e.md': '5',
      'f.txt': '6',
    };
    const { folder, sync } = await mounted({ bwList });
    await writeFiles(folder, files);
    unwrap(await sync('upload'));
    expect(await readFiles(stored)).toEqual({ 'src/a.ts': '1', 'docs/a/d.md': '4' });
    await writeFiles(stored, files);
    expect(await readFiles((await mounted({ bwList })).folder)).toEqual({ 'src/a.ts': '1', 'docs/a/d.md': '4' });
  });

  it('delete in the context what was deleted in the session, and nothing else', async () => {
    const { stored, mounted } = await world();
    await writeFiles(stored, { 'a.txt': 'a', 'b.txt': 'b' });
    const { folder, sync } = await mounted();
    await writeFiles(stored, { 'new.txt': 'not known here' });
    await rm(path.join(folder, 'a.txt'));
    unwrap(await sync('upload'));
    expect(await readFiles(stored)).toEqual({ 'b.txt': 'b', 'new.txt': 'not known here' });
    await rm(path.join(stored, 'b.txt'));
    await writeFiles(folder, { 'own.txt': 'not known there' });
    unwrap(await sync('download'));
    expect(await readFiles(folder)).toEqual({
      'b.txt': 'b',
      'new.txt': 'not known here',
      'own.txt': 'not known there',
    });
  });

  it('delete nothing where they say so', async () => {
    const { stored, mounted } = await world();
    await writeFiles(stored, { 'a.txt': 'a' });
    const { folder, sync } = await mounted({ deletePolicy: { syncLocalFile: false } });
    await rm(path.join(folder, 'a.txt'));
    unwrap(await sync('upload'));
    expect(await readFiles(stored)).toEqual({ 'a.txt': 'a' });
  });

  it('never delete what a session did not have', async () => {
    const { stored, mounted } = await world();
    await writeFiles(stored, { 'a.txt': 'a' });
    const { sync } = await mounted({ downloadPolicy: { autoDownload: false } });
    unwrap(await sync('upload'));
    expect(await readFiles(stored)).toEqual({ 'a.txt': 'a' });
  });

  it.each(['/data', '/data/', 'C:\\Users\\me\\data'])('show at another path what was kept at %s', async (original) => {
    const { emulator, context, mounted } = await world();
    const first = await mounted(undefined, original);
    await writeFiles(first.folder, { 'a.txt': 'a' });
    unwrap(await first.sync('upload'));
    const { session, folder, sync } = await mounted({ mappingPolicy: { path: original } }, '/elsewhere/deep');
    expect(folder).toBe(path.join(emulator.dataDir, 'sessions', session.sessionId, 'elsewhere/deep'));
    expect(await readFiles(folder)).toEqual({ 'a.txt': 'a' });
    await writeFiles(folder, { 'b.txt': 'b' });
    const { contextStatusData } = unwrap(await sync('upload'));
    expect(contextStatusData).toMatchObject([{ path: '/elsewhere/deep' }]);
    expect(await readFiles(emulator.contextFolder(context.id, original))).toEqual({ 'a.txt': 'a', 'b.txt': 'b' });
    expect(await readFiles((await mounted(undefined, '/elsewhere/deep')).folder)).toEqual({});
  });

  it('may have their paths from the mount or from the root, and what they exclude from the list', async () => {
    const { emulator, context, mounted } = await world();
    const files = { 'src/a': '1', 'src/tmp/b': '2', 'src/out/c': '3', 'docs/d': '4' };
    const lists = [
      { path: '/src', excludePaths: ['/tmp', 'out'] },
      { path: '/home/src', excludePaths: ['/home/src/tmp', '/src/out'] },
      { path: 'src', excludePaths: ['src/tmp', 'src/out', ''] },
    ];
    for (const whiteList of lists) {
      const { folder, sync } = await mounted({ bwList: { whiteLists: [whiteList] } }, '/home');
      await writeFiles(folder, files);
      unwrap(await sync('upload'));
      expect(await readFiles(emulator.contextFolder(context.id, '/home'))).toEqual({ 'src/a': '1' });
    }
  });

  it('pack an upload into an archive, and unpack it again as they say', async () => {
    const { stored, mounted } = await world();
    const uploadPolicy = { uploadMode: 'Archive' } as const;
    const { folder, sync } = await mounted({ uploadPolicy });
    const files = { 'a.txt': 'a', 'deep/er/b.txt': 'b', 'empty.txt': '' };
    await writeFiles(folder, files);
    unwrap(await sync('upload'));
    const packed = await readFiles(stored);
    expect(Object.keys(packed)).toEqual(['archive.zip']);
    const into = async (extractPolicy: NonNullable<SyncPolicyOptions['extractPolicy']>) =>
      readFiles((await mounted({ uploadPolicy, extractPolicy })).folder);
    expect(await into({ extractToCurrentFolder: true })).toEqual(files);
    expect(Object.keys(await into({})).sort()).toEqual(
      Object.keys(files)
        .map((file) => path.join('archive', file))
        .sort(),
    );
    expect(Object.keys(await into({ extractToCurrentFolder: true, deleteSrcFile: false })).sort()).toEqual(
      [...Object.keys(files), 'archive.zip'].sort(),
    );
    expect(await into({ extract: false })).toEqual(packed);
  });

  it.each(['/logs', '/data/logs'])('recycle what is older than their lifecycle, where they say %s', async (logs) => {
    const day = 86_400_000;
    let now = Date.now();
    const { client, context, stored, mounted } = await world({ clock: () => now });
    const { folder, sync } = await mounted({ recyclePolicy: { lifecycle: 'Lifecycle_3Days', paths: [logs] } });
    await writeFiles(folder, { 'logs/old.txt': '1', 'kept.txt': '2' });
    unwrap(await sync('upload'));
    now += 2 * day;
    await client.context.uploadFile(context.id, '/data/logs/new.txt', new Blob(['3']));
    expect(
      unwrap(await client.context.listFiles(context.id, '/data/logs'))
        .files.map(({ fileName }) => fileName)
        .sort(),
    ).toEqual(['new.txt', 'old.txt']);
    now += 1.5 * day;
    expect(
      unwrap(await client.context.listFiles(context.id, '/data/logs')).files.map(({ fileName }) => fileName),
    ).toEqual(['new.txt']);
    expect(await readFiles(stored)).toEqual({ 'logs/new.txt': '3', 'kept.txt': '2' });
  });

  it('recycle a file for good: it comes back from no session, until it is changed there', async () => {
    let now = Date.now();
    const { client, context, stored, mounted } = await world({ clock: () => now });
    const recyclePolicy = { lifecycle: 'Lifecycle_1Day' } as const;
    const [first, second] = [await mounted({ recyclePolicy }), await mounted({ recyclePolicy })];
    await writeFiles(first.folder, { old: '1', changed: '2', touched: '3', 'in/old': '4' });
    unwrap(await first.sync('upload'));
    unwrap(await second.sync('download'));
    now += 2 * 86_400_000;
    await writeFiles(first.folder, { changed: 'changed', young: '5' });
    await utimes(path.join(second.folder, 'touched'), 1, 1);
    const young = { changed: 'changed', young: '5' };
    for (const { sync } of [first, second, first]) {
      unwrap(await sync('upload'));
      expect(await readFiles(stored)).toEqual(young);
    }
    // Who deletes it elsewhere does not keep others from having it there.
    unwrap(await client.context.deleteFile(context.id, '/data/young'));
    unwrap(await first.sync('upload'));
    expect(await readFiles(stored)).toEqual(young);
    await writeFiles(second.folder, { old: 'new' });
    unwrap(await second.sync('upload'));
    expect(await readFiles(stored)).toEqual({ ...young, old: 'new' });
    unwrap(await first.sync('download'));
    expect(await readFiles(first.folder)).toEqual({ ...young, old: 'new', touched: '3', 'in/old': '4' });
  });

  it.each([
    ['is no JSON', '{'],
    ['has wrong types', '{"uploadPolicy":{"autoUpload":"yes"}}'],
    ['is a list', '[]'],
  ])('are refused where one %s', async (_, policy) => {
    const { emulator, context } = await world();
    const response = await fetch(`${emulator.url}/mcp/createSession?imageId=i`, {
      method: 'POST',
      headers: { authorization: 'Bearer k' },
      body: JSON.stringify({ persistenceDataList: [{ contextId: context.id, path: '/x', policy }] }),
    });
    expect(await response.json()).toMatchObject({
      success: false,
      code: expect.stringMatching(/^InvalidParameter/) as string,
    });
  });

  it('may be Java’s', async () => {
    const { emulator, context } = await world();
    const policy = {
      uploadPolicy: { uploadMode: 'FILE', period: 30 },
      extractPolicy: { extractCurrentFolder: true },
      recyclePolicy: { lifecycle: 'LIFECYCLE_FOREVER', paths: [''] },
    };
    const response = await fetch(`${emulator.url}/mcp/createSession?imageId=i`, {
      method: 'POST',
      headers: { authorization: 'Bearer k' },
      body: JSON.stringify({
        persistenceDataList: [{ contextId: context.id, path: '/x', policy: JSON.stringify(policy) }],
      }),
    });
    expect(await response.json()).toMatchObject({ success: true });
  });
});

describe('links in a session', () => {
  it('lead no sync out of its tree', async () => {
    const { emulator, stored, mounted } = await world();
    const outside = await startEmulator();
    onTestFinished(() => outside.close());
    await writeFiles(stored, { 'linked/a.txt': 'a' });
    const { session, folder, sync } = await mounted({ downloadPolicy: { autoDownload: false } });
    await symlink(outside.dataDir, path.join(folder, 'linked'));
    expect(await sync('download')).toMatchObject({
      state: 'failed',
      errorMessage: expect.stringContaining('There is a link on the way') as string,
    });
    await rm(folder, { recursive: true });
    await symlink(outside.dataDir, folder);
    expect(await sync('download')).toMatchObject({ success: false });
    expect(await sync('upload')).toMatchObject({ success: false });
    expect(await readFiles(stored)).toEqual({ 'linked/a.txt': 'a' });
    await symlink(outside.dataDir, path.join(emulator.dataDir, 'sessions', session.sessionId, 'out'));
    const second = unwrap(
      await new AgentBay({ apiKey: 'any-key', endpoint: emulator.url }).context.create('second'),
    ).context;
    expect(await session.context.bind(contextSync(second.id, '/out/x'))).toMatchObject({
      error: { code: 'InvalidPath' },
    });
    expect((await readFiles(outside.dataDir))['linked/a.txt']).toBeUndefined();
    expect((await readFiles(outside.dataDir))['x/a.txt']).toBeUndefined();
  });
});

it('what a policy does not say is as the services have it by default', () => {
  const byDefault = {
    autoUpload: true,
    autoDownload: true,
    uploadMode: 'File',
    syncLocalFile: true,
    extract: true,
    deleteSrcFile: true,
    extractToCurrentFolder: false,
    lifecycleDays: undefined,
    recyclePaths: ['/data/'],
    whiteLists: [],
    mappingPath: undefined,
  };
  const nulls = '{"uploadPolicy":null,"downloadPolicy":{"autoDownload":null},"extractPolicy":{},"deletePolicy":{}}';
  for (const sent of [undefined, 'null', '{}', nulls]) expect(mountPolicy(sent, '/data')).toEqual(byDefault);
});
