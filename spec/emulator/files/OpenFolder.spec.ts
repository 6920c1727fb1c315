import { readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FolderCursor } from '../../../src/emulator/files/FolderCursor.js';
import { isKindMismatch, OpenFolder } from '../../../src/emulator/files/OpenFolder.js';
import { removeFolder } from '../../../src/emulator/files/removeFolder.js';
import { writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { twoSides } from '../../support/twoSides.js';

const forms = process.platform === 'linux' ? ([true, false] as const) : ([false] as const);

describe.each(forms)('a folder that is open (held: %s)', (isHeld) => {
  const opened = async (files: Readonly<Record<string, string>> = {}) => {
    const { root, here, there } = await twoSides();
    await writeFiles(here, files);
    const folder = await OpenFolder.open(here, isHeld);
    onTestFinished(() => folder.close());
    return { root, here, elsewhere: there, folder };
  };
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => false,
      (error: unknown) => isKindMismatch(error),
    );

  it('tells what is in it, and opens files and folders alone', async () => {
    const { here, folder } = await opened({ a: 'abc', 'sub/b': 'b' });
    await symlink('a', path.join(here, 'link'));
    await symlink('sub', path.join(here, 'folder-link'));
    expect([...(await folder.list())].sort((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
      { name: 'a', kind: 'file' },
      { name: 'folder-link', kind: 'other' },
      { name: 'link', kind: 'other' },
      { name: 'sub', kind: 'folder' },
    ]);
    const file = await folder.file('a');
    expect([await file?.handle.readFile('utf8'), file?.stats.size]).toEqual(['abc', 3n]);
    await file?.handle.close();
    const sub = await folder.folder('sub');
    expect(await sub?.list()).toEqual([{ name: 'b', kind: 'file' }]);
    await sub?.close();
    expect([await folder.file('none'), await folder.folder('none'), await folder.stat('none')]).toEqual(
      Array(3).fill(undefined),
    );
    for (const name of ['link', 'folder-link', 'sub'])
      expect([name, await refused(folder.file(name))]).toEqual([name, true]);
    for (const name of ['link', 'folder-link', 'a'])
      expect([name, await refused(folder.folder(name))]).toEqual([name, true]);
    expect([(await folder.stat('link'))?.isSymbolicLink(), folder.statSync('a')?.size]).toEqual([true, 3n]);
    expect(folder.statSync('none')).toBeUndefined();
    await expect(folder.folder('link')).rejects.toThrow('There is a link on the way: link');
  });

  it('makes, takes and removes what it is told to', async () => {
    const { root, here, folder } = await opened({ old: 'old', 'full/a': 'a' });
    await folder.make('new');
    await folder.make('new');
    await expect(folder.make('old')).rejects.toThrow('EEXIST');
    await writeFiles(root, { aside: 'aside' });
    await folder.moveIn(path.join(root, 'aside'), 'taken');
    await folder.remove('old');
    await folder.remove('none');
    await folder.removeFolder('new');
    await folder.removeFolder('none');
    await expect(folder.removeFolder('full')).rejects.toThrow('ENOTEMPTY');
    await folder.chmod(0o700);
    expect((await stat(here)).mode & 0o777).toBe(0o700);
    expect((await readdir(here)).sort()).toEqual(['full', 'taken']);
  });

  it.each(['link', 'folder'] as const)('is not left for a %s that takes its place', async (kind) => {
    const { root, here, elsewhere, folder } = await opened({ 'sub/a': 'own', 'sub/deep/b': 'own' });
    await writeFiles(elsewhere, { a: 'secret', 'deep/b': 'secret' });
    await writeFiles(root, { aside: 'new' });
    const sub = (await folder.folder('sub')) as OpenFolder;
    const deep = (await sub.folder('deep')) as OpenFolder;
    onTestFinished(async () => {
      await deep.close();
      await sub.close();
    });
    await rename(path.join(here, 'sub'), path.join(here, 'aside'));
    await (kind === 'link' ? symlink(elsewhere, path.join(here, 'sub')) : rename(elsewhere, path.join(here, 'sub')));
    const read = async (one: OpenFolder, name: string) => {
      const file = await one.file(name);
      const content = await file?.handle.readFile('utf8');
      await file?.handle.close();
      return content;
    };
    const works = [
      () => read(sub, 'a'),
      () => read(deep, 'b'),
      async () => (await deep.list()).length,
      async () => (await sub.folder('deep'))?.close(),
      () => deep.moveIn(path.join(root, 'aside'), 'new'),
      () => deep.make('made'),
      () => deep.remove('b'),
      () => deep.chmod(0o711),
      () => sub.remove('a'),
    ];
    const done: unknown[] = [];
    for (const work of works) done.push(await work().catch(() => 'refused'));
    const [own, refused] = ['own', 'refused'];
    expect(done.slice(0, 2)).toEqual(isHeld ? [own, own] : [refused, refused]);
    expect(new Set(done.slice(2)).has(refused)).toBe(!isHeld);
    expect(done.filter((one) => one === refused)).toHaveLength(isHeld ? 0 : works.length);
    const other = path.join(here, 'sub');
    expect(await readFiles(kind === 'link' ? elsewhere : other)).toEqual({ a: 'secret', 'deep/b': 'secret' });
    expect((await stat(path.join(other, 'deep'))).mode & 0o777).not.toBe(0o711);
    expect(await readFiles(path.join(here, 'aside'))).toEqual(
      isHeld ? { 'deep/new': 'new' } : { a: own, 'deep/b': own },
    );
  });
});

describe('names that make a path too long', () => {
  it.runIf(process.platform === 'linux')('are synced, and removed', async () => {
    const { root, here, there, sync } = await twoSides();
    const deep = Array.from({ length: 25 }, (_, index) => `${index}`.padEnd(240, 'x')).join('/');
    onTestFinished(() => removeFolder(root));
    await FolderCursor.use(here, async (folders) => {
      const folder = await folders.make(deep);
      await writeFiles(root, { aside: 'deep' });
      await folder.moveIn(path.join(root, 'aside'), 'file');
    });
    await sync('upload');
    const content = () =>
      FolderCursor.use(there, async (folders) => {
        const file = await (await folders.find(deep))?.file('file');
        const text = await file?.handle.readFile('utf8');
        await file?.handle.close();
        return text;
      });
    expect(await content()).toBe('deep');
    await removeFolder(path.join(here, deep.slice(0, 240)));
    await sync('upload');
    expect([await readdir(here), await readdir(there)]).toEqual([[], []]);
  });

  it('are those of a file that fails where one is too long for the other side', async () => {
    const { there, sync, root, here } = await twoSides();
    await writeFiles(here, { a: 'a' });
    await rm(there, { recursive: true });
    const far = path.join(root, ...Array.from({ length: 17 }, () => 'x'.repeat(240)));
    await expect(sync('upload', { contextDir: far })).rejects.toThrow('ENAMETOOLONG');
    expect(await readFiles(here)).toEqual({ a: 'a' });
  });
});
