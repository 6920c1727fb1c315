import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { smallDisk } from '../../support/smallDisk.js';
import { asNobody, twoSides } from '../../support/twoSides.js';

describe('where there is no room', () => {
  it('a file is whole or not there, the others are copied, and it is well again once there is room', async ({
    skip,
  }) => {
    const disk = (await smallDisk()) ?? skip('nobody can mount here');
    const { here, sync, stopped } = await twoSides();
    const [there, folder] = [path.join(disk, 'there'), path.join(disk, 'scratch')];
    await mkdir(folder);
    const scratch = { folder, signal: stopped };
    await writeFiles(here, { a: 'a', big: 'x'.repeat(600_000), huge: 'x'.repeat(2_000_000), z: 'z' });
    await expect(sync('upload', { contextDir: there, scratch })).rejects.toThrow('ENOSPC, write: huge');
    expect(await readdir(folder)).toEqual([]);
    const copied = { a: 'a', big: 'x'.repeat(600_000), z: 'z' };
    expect(await readFiles(there)).toEqual(copied);
    // What is there is kept until the new one is whole.
    await writeFiles(here, { big: 'y'.repeat(700_000), huge: 'small now' });
    await expect(sync('upload', { contextDir: there, scratch })).rejects.toThrow('ENOSPC, write: big');
    expect(await readFiles(there)).toEqual({ ...copied, huge: 'small now' });
    await rm(path.join(here, 'big'));
    await sync('upload', { contextDir: there, scratch });
    expect(await readFiles(there)).toEqual({ a: 'a', huge: 'small now', z: 'z' });
  });

  it('or no way from one disk to the other, no half file is left', async ({ skip }) => {
    const disk = (await smallDisk()) ?? skip('nobody can mount here');
    const { here, sync, scratch } = await twoSides();
    await writeFiles(here, { a: 'a', 'b/c': 'c' });
    await expect(sync('upload', { contextDir: path.join(disk, 'there') })).rejects.toThrow(
      'EXDEV, rename: a; EXDEV, rename: b/c',
    );
    expect(await readFiles(path.join(disk, 'there'))).toEqual({});
    expect(await readdir(scratch)).toEqual([]);
  });
});

describe('where nothing may be written', () => {
  it('each file is told of, and tried again', async ({ skip }) => {
    const { root, here, there, scratch, sync } = await twoSides();
    await writeFiles(here, { a: 'a', 'b/c': 'c' });
    await writeFile(path.join(there, 'own'), 'own');
    await asNobody(skip, root, here, there, scratch);
    await chmod(there, 0o555);
    await expect(sync('upload')).rejects.toThrow('EACCES, rename: a; EACCES, mkdir: b');
    expect(await readdir(scratch)).toEqual([]);
    await chmod(there, 0o755);
    await sync('upload');
    expect(await readFiles(there)).toEqual({ a: 'a', 'b/c': 'c', own: 'own' });
    await rm(path.join(here, 'a'));
    await chmod(there, 0o555);
    await expect(sync('upload')).rejects.toThrow('EACCES, unlink: a');
    await chmod(there, 0o755);
    await sync('upload');
    expect(await readFiles(there)).toEqual({ 'b/c': 'c', own: 'own' });
  });
});
