import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mountPolicy } from '../../../src/emulator/mounts/mountPolicy.js';
import { contextSync, unwrap } from '../../../src/index.js';
import { emulated, mountPath, writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { services } from '../../support/services.js';
import { twoSides } from '../../support/twoSides.js';

const fast = { retryInterval: 20 };

/** All files with their contents, and all folders. */
const all = async (folder: string): Promise<Record<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  const paths = folders.map(
    (entry) => [`${path.relative(folder, path.join(entry.parentPath, entry.name))}/`, ''] as const,
  );
  return { ...Object.fromEntries(paths), ...(await readFiles(folder)) };
};

/** Names that objects have of their own. */
const objectNames = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'];

describe.each(services)('a file that became a folder, or a folder a file, with $name,', (service) => {
  it('goes to the context, and from there to another session', async () => {
    const { emulator, client, context, session, folder } = await emulated({}, service);
    const contextSyncs = [contextSync(context.id, mountPath)];
    await writeFiles(folder, { x: 'a file', 'y/z': 'in a folder', 'deep/a/b/c': 'c', 'deep/d': 'd' });
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    const second = unwrap(await client.create({ imageId: 'agb-code-space-1', contextSyncs, ...fast })).session;
    const other = emulator.sessionFolder(second.sessionId, mountPath);
    for (const name of ['x', 'y', 'deep']) await rm(path.join(folder, name), { recursive: true });
    const now = { 'x/inner/most': 'now in a folder', y: 'now a file', 'deep/a': 'a', 'deep/d/e/f': 'f' };
    await writeFiles(folder, now);
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    expect(await readFiles(emulator.contextFolder(context.id, mountPath))).toEqual(now);
    unwrap(await second.context.sync({ ...fast, mode: 'download' }));
    expect(await readFiles(other)).toEqual(now);
  });
});

describe('a file that became a folder, or a folder a file,', () => {
  it.each(['upload', 'download'] as const)('takes nothing with it that was not synced: %s', async (taskType) => {
    const { here, there, scratch, sync } = await twoSides();
    const [from, to] = taskType === 'upload' ? [here, there] : [there, here];
    await writeFiles(from, { x: 'x', 'y/a': 'a', 'z/deep/a': 'a', 'e/a': 'a', 'ok/a': 'a', same: 'same' });
    await sync(taskType);
    for (const name of ['x', 'y', 'z', 'e', 'ok']) await rm(path.join(from, name), { recursive: true });
    await writeFiles(from, { 'x/inner': 'new', y: 'new', z: 'new', e: 'new', ok: 'new', same: 'changed' });
    await writeFiles(to, { x: 'changed', 'y/own': 'own', 'z/deep/a': 'changed' });
    await mkdir(path.join(to, 'e/own'));
    await expect(sync(taskType)).rejects.toThrow(
      [
        'EISDIR, a folder with what was not synced (e/own) is in its place: e',
        'EEXIST, a file that was not synced is in its place: x',
        'EISDIR, a folder with what was not synced (y/own) is in its place: y',
        'EISDIR, a folder with what was not synced (z/deep/a) is in its place: z',
      ].join('; '),
    );
    expect(await all(to)).toEqual({
      'y/': '',
      'z/': '',
      'z/deep/': '',
      'e/': '',
      'e/own/': '',
      x: 'changed',
      'y/a': 'a',
      'y/own': 'own',
      'z/deep/a': 'changed',
      'e/a': 'a',
      ok: 'new',
      same: 'changed',
    });
    expect(await readdir(scratch)).toEqual([]);
    await rm(path.join(to, 'y/own'));
    await rmdir(path.join(to, 'e/own'));
    for (const name of ['x', 'z/deep/a']) await rm(path.join(to, name));
    await sync(taskType);
    expect(await readFiles(to)).toEqual(await readFiles(from));
  });

  it('takes nothing where nothing is to be deleted', async () => {
    const { here, there, sync } = await twoSides();
    const policy = mountPolicy('{"deletePolicy":{"syncLocalFile":false}}', '/data');
    await writeFiles(here, { x: 'x', 'y/z': 'z' });
    await sync('upload', { policy });
    for (const name of ['x', 'y']) await rm(path.join(here, name), { recursive: true });
    await writeFiles(here, { 'x/inner': 'new', y: 'new' });
    await expect(sync('upload', { policy })).rejects.toThrow(
      /^EEXIST, a file is in its place: x; EISDIR, a folder is in its place: y$/,
    );
    expect(await readFiles(there)).toEqual({ x: 'x', 'y/z': 'z' });
    await expect(sync('download', { policy })).rejects.toThrow(
      /^EISDIR, a folder with what was not synced \(x.inner\) is in its place: x; EEXIST, a file that was not synced/,
    );
    expect(await readFiles(here)).toEqual({ 'x/inner': 'new', y: 'new' });
  });
});

describe('an empty folder', () => {
  it('is made and deleted on the other side as files are', async () => {
    const { context, emulator, session, folder } = await emulated();
    const sync = async (mode: 'upload' | 'download') => unwrap(await session.context.sync({ ...fast, mode }));
    const stored = emulator.contextFolder(context.id, mountPath);
    await mkdir(path.join(folder, 'empty/er'), { recursive: true });
    await writeFiles(folder, { 'full/a': 'a', 'full/b/c': 'c' });
    await sync('upload');
    expect(await all(stored)).toEqual({
      'empty/': '',
      'empty/er/': '',
      'full/': '',
      'full/b/': '',
      'full/a': 'a',
      'full/b/c': 'c',
    });
    await mkdir(path.join(stored, 'of the context'));
    await rmdir(path.join(folder, 'empty/er'));
    await rm(path.join(folder, 'full/b'), { recursive: true });
    await sync('upload');
    expect(await all(stored)).toEqual({ 'empty/': '', 'full/': '', 'full/a': 'a', 'of the context/': '' });
    await sync('download');
    await writeFiles(path.join(stored, 'empty'), { new: 'of the context' });
    for (const name of ['empty', 'of the context']) await rmdir(path.join(folder, name));
    await rm(path.join(folder, 'full/a'));
    await sync('upload');
    expect(await all(stored)).toEqual({ 'empty/': '', 'empty/new': 'of the context', 'full/': '' });
    await rmdir(path.join(stored, 'full'));
    await sync('download');
    expect(await all(folder)).toEqual({ 'empty/': '', 'empty/new': 'of the context', 'full/': '' });
  });

  it('is something to be synced by its path, where the policy lets it through', async () => {
    const { here, there, sync } = await twoSides();
    await mkdir(path.join(here, 'a/b'), { recursive: true });
    await sync('upload', { only: 'a' });
    expect(await all(there)).toEqual({ 'a/': '', 'a/b/': '' });
    await rm(path.join(here, 'a'), { recursive: true });
    await sync('upload', { only: 'a/b' });
    await sync('upload', { only: 'a' });
    expect(await all(there)).toEqual({});
    await expect(sync('upload', { only: 'a' })).rejects.toThrow('There is nothing to sync at this path.');
    await mkdir(path.join(here, 'out'));
    const policy = mountPolicy('{"bwList":{"whiteLists":[{"path":"in"}]}}', '/data');
    await expect(sync('upload', { only: 'out', policy })).rejects.toThrow('There is nothing to sync at this path.');
  });

  it('is kept in an archive', async () => {
    const { here, sync } = await twoSides();
    const policy = mountPolicy(
      '{"uploadPolicy":{"uploadMode":"Archive"},"extractPolicy":{"extractToCurrentFolder":true}}',
      '/data',
    );
    await mkdir(path.join(here, 'a/b'), { recursive: true });
    await writeFiles(here, { 'a/c': 'c', ...Object.fromEntries(objectNames.map((name) => [name, name])) });
    const before = await all(here);
    await sync('upload', { policy });
    await rm(here, { recursive: true });
    await mkdir(here);
    await sync('download', { policy });
    expect(await all(here)).toEqual(before);
    await rm(path.join(here, 'a/c'));
    await mkdir(path.join(here, 'a/c'));
    await expect(sync('download', { policy })).rejects.toThrow(
      'EISDIR, a folder with what was not synced (a/c) is in its place: a/c',
    );
  });
});

describe('a file with a name that objects have', () => {
  it('is changed and deleted like any other', async () => {
    const { here, there, sync } = await twoSides();
    const files = objectNames.flatMap((name) => [name, `sub/${name}`, `${name}.d/${name}/x`]);
    await writeFiles(here, Object.fromEntries(files.map((name) => [name, 'one'])));
    await sync('upload');
    await writeFiles(there, Object.fromEntries(files.map((name) => [name, 'two'])));
    await sync('upload');
    expect(new Set(Object.values(await readFiles(there)))).toEqual(new Set(['two']));
    await sync('download');
    for (const name of files) await rm(path.join(here, name));
    await rm(path.join(here, 'sub'), { recursive: true });
    await sync('upload');
    expect(await readFiles(there)).toEqual({});
    expect(existsSync(path.join(there, 'sub'))).toBe(false);
  });

  it('is mounted, listed and recycled like any other', async () => {
    let now = Date.now();
    const { emulator, client, context } = await emulated({ clock: () => now });
    const recyclePolicy = { lifecycle: 'Lifecycle_1Day' } as const;
    const contextSyncs = objectNames.map((name) => contextSync(context.id, `/${name}`, { recyclePolicy }));
    const { session } = unwrap(await client.create({ imageId: 'agb-code-space-1', contextSyncs, ...fast }));
    for (const name of objectNames) {
      await writeFile(path.join(emulator.sessionFolder(session.sessionId, `/${name}`), name), name);
    }
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    const kept = Object.fromEntries(objectNames.map((name) => [`${name}/${name}`, name]));
    expect(await readFiles(emulator.contextFolder(context.id))).toEqual(kept);
    now += 2 * 86_400_000;
    unwrap(await client.context.listFiles(context.id, '/'));
    expect(await readFiles(emulator.contextFolder(context.id))).toEqual({});
  });
});
