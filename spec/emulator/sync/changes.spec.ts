import { cp, link, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contextSync, unwrap } from '../../../src/index.js';
import { emulated, mountPath, writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { services } from '../../support/services.js';
import { twoSides } from '../../support/twoSides.js';

const fast = { retryInterval: 20 };

describe.each(services)('a change, with $name,', (service) => {
  it('arrives though the clock of the emulator stands still', async () => {
    const { emulator, client, context, session, folder } = await emulated({ clock: () => 1_700_000_000_000 }, service);
    const contextSyncs = [contextSync(context.id, mountPath)];
    const second = unwrap(await client.create({ imageId: 'agb-code-space-1', contextSyncs, ...fast })).session;
    const other = emulator.sessionFolder(second.sessionId, mountPath);
    for (let round = 10; round < 20; round++) {
      // The file of the second upload has the place on the disk that the one before the first had.
      for (const content of [`a ${round}`, `b ${round}`]) {
        await writeFiles(folder, { a: content });
        unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
      }
      for (const content of [`p ${round}`, `q ${round}`]) {
        unwrap(await client.context.uploadFile(context.id, `${mountPath}/put`, new Blob([content])));
      }
      unwrap(await second.context.sync({ ...fast, mode: 'download' }));
      expect(await readFiles(other)).toEqual({ a: `b ${round}`, put: `q ${round}` });
    }
  });
});

describe('a change', () => {
  it.each(['upload', 'download'] as const)('of neither length nor time arrives: %s', async (taskType) => {
    const { here, there, sync } = await twoSides();
    const [from, to] = taskType === 'upload' ? [here, there] : [there, here];
    const file = path.join(from, 'a');
    const times = [new Date('2001-02-03T04:05:06.789Z'), new Date('2099-01-01')];
    for (const time of times) {
      for (const content of ['one', 'two', 'six', 'ten']) {
        await writeFile(file, content);
        await utimes(file, time, time);
        await sync(taskType);
        expect(await readFiles(to)).toEqual({ a: content });
      }
      // In another file, as an editor saves, or an archive is unpacked.
      for (const content of ['1st', '2nd', '3rd']) {
        await writeFile(`${file}.new`, content);
        await utimes(`${file}.new`, time, time);
        await rename(`${file}.new`, file);
        await sync(taskType);
        expect(await readFiles(to)).toEqual({ a: content });
      }
    }
  });

  it('elsewhere is not undone by a file that did not change here, however young it is', async () => {
    const { here, there, sync } = await twoSides();
    for (let round = 0; round < 20; round++) {
      await writeFiles(here, { a: `here ${round}`, b: `here ${round}` });
      await sync('upload');
      await writeFiles(there, { a: `there ${round}` });
      await sync('upload');
      expect(await readFiles(there)).toEqual({ a: `there ${round}`, b: `here ${round}` });
      await sync('download');
      expect(await readFiles(here)).toEqual({ a: `there ${round}`, b: `here ${round}` });
    }
  });

  it('elsewhere is not undone by a file that was only moved about, linked, touched, or restored from a backup', async () => {
    const { root, here, there, sync } = await twoSides();
    const names = ['moved', 'linked', 'touched', 'restored'];
    const all = (content: string) => Object.fromEntries(names.map((name) => [name, content]));
    await writeFiles(here, all('one'));
    for (const name of names) await utimes(path.join(here, name), 1, 1);
    await sync('upload');
    await rename(path.join(here, 'moved'), path.join(root, 'moved'));
    await rename(path.join(root, 'moved'), path.join(here, 'moved'));
    await link(path.join(here, 'linked'), path.join(root, 'linked'));
    await utimes(path.join(here, 'touched'), 2, 2);
    await cp(path.join(here, 'restored'), path.join(root, 'restored'), { preserveTimestamps: true });
    await rename(path.join(root, 'restored'), path.join(here, 'restored'));
    await writeFiles(there, all('two'));
    await sync('upload');
    expect(await readFiles(there)).toEqual(all('two'));
    await sync('download');
    expect(await readFiles(here)).toEqual(all('two'));
    // Where nothing newer is there, a time alone is news too.
    await utimes(path.join(here, 'touched'), 3, 3);
    await sync('upload');
    expect((await stat(path.join(there, 'touched'))).mtimeMs).toBe(3000);
  });

  it('there keeps a file that is gone here', async () => {
    const { here, there, sync } = await twoSides();
    await writeFiles(here, { a: 'one', b: 'one' });
    await sync('upload');
    const { mtime } = await stat(path.join(there, 'a'));
    await writeFiles(there, { a: 'two' });
    await utimes(path.join(there, 'a'), mtime, mtime);
    for (const name of ['a', 'b']) await rm(path.join(here, name));
    await sync('upload');
    expect(await readFiles(there)).toEqual({ a: 'two' });
  });

  it('of place, in the midst of a sync, loses nothing', async () => {
    const { here, there, sync, after } = await twoSides();
    await writeFiles(here, { 'a/1': '1', 'm/1': '1', 'z/moved': 'moved', 'z/deep/er': 'deeper' });
    const move = (): void => {
      renameSync(path.join(here, 'z/moved'), path.join(here, 'a/moved'));
      renameSync(path.join(here, 'z/deep'), path.join(here, 'a/deep'));
    };
    await sync('upload', after(2, move));
    expect(await readFiles(there)).toMatchObject({ 'a/moved': 'moved', 'a/deep/er': 'deeper' });
    await rename(path.join(here, 'a'), path.join(here, 'z/a'));
    await sync('upload');
    expect(await readFiles(there)).toEqual({ 'm/1': '1', 'z/a/1': '1', 'z/a/moved': 'moved', 'z/a/deep/er': 'deeper' });
  });

  it('is known still where a file or a folder could not be looked at once', async () => {
    const { root, here, there, sync, after } = await twoSides();
    await writeFiles(here, { 1: 'one', 2: 'two', 'b/3': 'three', 'c/4': 'four' });
    await sync('upload');
    await writeFiles(here, { 1: 'changed' });
    await sync(
      'upload',
      after(1, () => rmSync(path.join(here, '2'))),
    );
    for (const name of ['b', 'c']) {
      await rename(path.join(here, name), path.join(root, name));
      await symlink(root, path.join(here, name));
    }
    await sync('upload');
    expect(await readFiles(there)).toEqual({ 1: 'changed', 'b/3': 'three', 'c/4': 'four' });
    await rm(path.join(here, 'b'));
    await rename(path.join(root, 'b'), path.join(here, 'b'));
    await rm(path.join(here, 'c'));
    await writeFiles(there, { 'b/3': 'newer there' });
    await sync('upload');
    expect(await readFiles(there)).toEqual({ 1: 'changed', 'b/3': 'newer there' });
  });

  it('of the folder of a mount, or of its context, is no success, and deletes nothing', async () => {
    const { here, there, sync, after } = await twoSides();
    await writeFiles(here, { a: 'a', b: 'b' });
    await sync('upload');
    await writeFiles(here, { a: 'a2', c: 'c' });
    await rm(path.join(here, 'b'));
    const move = after(1, () => renameSync(here, `${here}.aside`));
    await expect(sync('upload', move)).rejects.toThrow('The folder of the mount is gone.');
    await expect(sync('upload')).rejects.toThrow('The folder of the mount is gone.');
    await writeFile(here, 'a file');
    for (const mode of ['upload', 'download'] as const) {
      await expect(sync(mode)).rejects.toThrow('What is at the path of the mount is no folder.');
    }
    expect(await readFiles(there)).toMatchObject({ a: 'a2', b: 'b' });
    await rm(here);
    await rename(`${here}.aside`, here);
    await rename(there, `${there}.aside`);
    await writeFile(there, 'a file');
    for (const mode of ['upload', 'download'] as const) {
      await expect(sync(mode)).rejects.toThrow('What is at the path of the context is no folder.');
    }
    await rm(there);
    await sync('download');
    expect(await readFiles(here)).toEqual({ a: 'a2', c: 'c' });
  });
});
