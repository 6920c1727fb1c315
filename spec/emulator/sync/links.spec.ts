import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mountPolicy } from '../../../src/emulator/mounts/mountPolicy.js';
import { unwrap } from '../../../src/index.js';
import { emulated, mountPath, writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { twoSides } from '../../support/twoSides.js';

const fast = { retryInterval: 20 };

/** A folder that nothing is to be read from, nor written to. */
const outside = async (): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFiles(folder, { 1: 'secret', 2: 'secret', 3: 'secret' });
  return folder;
};

const pipe = (folder: string, name: string): void => {
  execFileSync('mkfifo', [path.join(folder, name)]);
};

describe('a link', () => {
  it('is not followed, whatever it leads to', async () => {
    const { root, here, there, sync } = await twoSides();
    const elsewhere = await outside();
    await writeFiles(here, { 'a/1': 'own' });
    await symlink(elsewhere, path.join(here, 'out'));
    await symlink(path.join(elsewhere, '1'), path.join(here, 'file'));
    await symlink(here, path.join(here, 'self'));
    await symlink('..', path.join(here, 'a/up'));
    await symlink('nowhere', path.join(here, 'broken'));
    await sync('upload');
    expect(await readFiles(there)).toEqual({ 'a/1': 'own' });
    await sync('upload', { policy: mountPolicy('{"uploadPolicy":{"uploadMode":"Archive"}}', '/data') });
    await sync('download', {
      sessionDir: path.join(root, 'here/a'),
      policy: mountPolicy('{"uploadPolicy":{"uploadMode":"Archive"}}', '/data'),
    });
    expect(existsSync(path.join(here, 'a/archive/out'))).toBe(false);
    expect(await readFiles(path.join(here, 'a/archive'))).toEqual({ 'a/1': 'own' });
  });

  it.each([1, 2])('that takes the place of a folder meanwhile is not followed (after file %d)', async (number) => {
    const { here, there, sync, after } = await twoSides();
    const elsewhere = await outside();
    await writeFiles(here, { 'a/1': 'own', 'b/1': 'own', 'b/2': 'own', 'b/3': 'own' });
    const swap = (): void => {
      renameSync(path.join(here, 'b'), path.join(here, 'aside'));
      symlinkSync(elsewhere, path.join(here, 'b'));
    };
    await sync('upload', after(number, swap));
    const copied = await readFiles(there);
    expect(copied).toMatchObject({ 'a/1': 'own', 'aside/1': 'own', 'aside/2': 'own', 'aside/3': 'own' });
    expect(new Set(Object.values(copied))).toEqual(new Set(['own']));
  });

  it('that takes the place of a file meanwhile is not followed', async () => {
    const { here, there, sync, after } = await twoSides();
    const elsewhere = await outside();
    await writeFiles(here, { 1: 'own', 2: 'own' });
    const swap = (): void => {
      rmSync(path.join(here, '2'));
      symlinkSync(path.join(elsewhere, '2'), path.join(here, '2'));
    };
    await sync('upload', after(1, swap));
    expect(await readFiles(there)).toEqual({ 1: 'own' });
  });

  it('is not written through, nor replaced, and what stands below it is not taken for gone', async () => {
    const { here, there, sync } = await twoSides();
    const elsewhere = await outside();
    await writeFiles(there, { 1: 'of the context', 'b/2': 'of the context' });
    await sync('download');
    await writeFiles(there, { 1: 'changed', 'b/2': 'changed' });
    for (const name of ['1', 'b']) await rm(path.join(here, name), { recursive: true });
    await symlink(path.join(elsewhere, '1'), path.join(here, '1'));
    await symlink(elsewhere, path.join(here, 'b'));
    await expect(sync('download')).rejects.toThrow('There is a link on the way: 1; There is a link on the way: b');
    expect(await readFiles(elsewhere)).toEqual({ 1: 'secret', 2: 'secret', 3: 'secret' });
    await sync('upload');
    expect(await readFiles(there)).toEqual({ 1: 'changed', 'b/2': 'changed' });
    for (const only of ['1', 'b', 'b/2']) {
      await expect(sync('upload', { only })).rejects.toThrow('There is a link on the way');
    }
  });

  it('is not followed where a file of a context is asked for', async () => {
    const { emulator, client, context } = await emulated();
    const kept = emulator.contextFolder(context.id);
    await symlink(path.join(await outside(), '1'), path.join(kept, 'file'));
    await symlink(await outside(), path.join(kept, 'folder'));
    for (const file of ['/file', '/folder/1']) {
      expect(await client.context.downloadFile(context.id, file)).toMatchObject({ error: { code: 'InvalidPath' } });
      expect(await client.context.deleteFile(context.id, file)).toMatchObject({ error: { code: 'InvalidPath' } });
    }
    expect(await client.context.uploadFile(context.id, '/folder/new', new Blob(['x']))).toMatchObject({
      error: { code: 'InvalidPath' },
    });
    expect(await client.context.listFiles(context.id, '/folder')).toMatchObject({ error: { code: 'InvalidPath' } });
    expect(unwrap(await client.context.listFiles(context.id, '/')).files).toEqual([]);
  });
});

describe.runIf(process.platform !== 'win32')('a pipe, or a socket,', () => {
  it('is no success where it is what is to be synced', async () => {
    const { context, session, folder } = await emulated();
    pipe(folder, 'pipe');
    const server = createServer();
    server.listen(path.join(folder, 'socket'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const sync = (at: string, mode: 'upload' | 'download') =>
      session.context.sync({
        ...fast,
        contextId: context.id,
        path: `${mountPath}${at}`,
        mode,
      });
    for (const at of ['/pipe', '/socket']) {
      expect(await sync(at, 'upload')).toMatchObject({
        state: 'failed',
        errorMessage: expect.stringContaining('What is at this path is no file or folder') as string,
      });
    }
  });

  it('is left out of a tree, and never opened', async () => {
    const { here, there, sync } = await twoSides();
    await writeFiles(here, { 'a/1': 'own', z: 'own' });
    await sync('upload');
    await rm(path.join(here, 'z'));
    pipe(here, 'z');
    pipe(here, 'a/pipe');
    await sync('upload');
    expect(await readFiles(there)).toEqual({ 'a/1': 'own', z: 'own' });
    await writeFiles(there, { z: 'changed' });
    await expect(sync('download')).rejects.toThrow('What is in its place is no file or folder: z');
    pipe(there, 'a/pipe');
    await rm(path.join(here, 'z'));
    await sync('download');
    expect(await readFiles(here)).toEqual({ 'a/1': 'own', z: 'changed' });
  });

  it('that takes the place of a file or a folder meanwhile keeps nothing waiting', async () => {
    const { here, there, sync, after } = await twoSides();
    await writeFiles(here, { 1: 'own', 2: 'own', 'b/3': 'own' });
    const swap = (): void => {
      for (const name of ['2', 'b']) {
        rmSync(path.join(here, name), { recursive: true });
        pipe(here, name);
      }
    };
    await sync('upload', after(1, swap));
    expect(await readFiles(there)).toEqual({ 1: 'own' });
  });

  it('is no file of a context', async () => {
    const { emulator, client, context } = await emulated();
    const kept = emulator.contextFolder(context.id);
    await mkdir(path.join(kept, 'sub'));
    pipe(kept, 'sub/pipe');
    expect(await client.context.downloadFile(context.id, '/sub/pipe')).toMatchObject({ error: { code: 'NoSuchKey' } });
    expect(unwrap(await client.context.listFiles(context.id, '/sub')).files).toEqual([]);
    unwrap(await client.context.deleteFile(context.id, '/sub/pipe'));
    expect(existsSync(path.join(kept, 'sub/pipe'))).toBe(false);
  });
});
