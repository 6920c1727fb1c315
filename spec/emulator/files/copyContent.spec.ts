import { appendFile, open, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { copyContent } from '../../../src/emulator/files/copyContent.js';
import { copyFile } from '../../../src/emulator/files/copyFile.js';
import { FolderCursor } from '../../../src/emulator/files/FolderCursor.js';
import { OpenFolder, type OpenFile } from '../../../src/emulator/files/OpenFolder.js';
import { twoSides } from '../../support/twoSides.js';

const { signal } = new AbortController();
const length = 3_000_000;

/** Copies a file, and does something each time that a part of it was read. */
const copy = async (meanwhile: (source: string, part: number) => Promise<void>): Promise<string> => {
  const { here, scratch } = await twoSides();
  const source = path.join(here, 'a');
  await writeFile(source, 'x'.repeat(length));
  const folder = await OpenFolder.open(here);
  const place = path.join(scratch, 'a');
  const aside = { path: place, handle: await open(place, 'w+'), isMoved: false };
  const opened = (await folder.file('a')) as OpenFile;
  const { handle } = opened;
  try {
    let part = 0;
    const read = async (buffer: Buffer, offset: number, size: number, at: number) => {
      const done = await handle.read(buffer, offset, size, at);
      await meanwhile(source, ++part);
      return done;
    };
    const file = { ...opened, handle: { fd: handle.fd, read } as unknown as typeof handle };
    await copyContent(file, aside, signal);
    const copied = await aside.handle.readFile('utf8');
    return copied;
  } finally {
    await aside.handle.close();
    await handle.close();
    await folder.close();
  }
};

const rewrite = async (file: string, letter: string): Promise<void> => {
  const handle = await open(file, 'r+');
  await handle.write(letter.repeat(length), 0);
  await handle.close();
};

it('a file is copied as it was, once it stays as it is', async () => {
  expect(await copy(() => Promise.resolve())).toBe('x'.repeat(length));
  expect(await copy((file, part) => (part === 2 ? rewrite(file, 'y') : Promise.resolve()))).toBe('y'.repeat(length));
});

it('a file that only grows is copied as far as it was there', async () => {
  expect(await copy((file) => appendFile(file, 'more'))).toBe('x'.repeat(length));
});

it('a file that never stays as it is fails', async () => {
  let letter = 97;
  const changing = copy((file) => rewrite(file, String.fromCharCode(97 + (letter++ % 26))));
  await expect(changing).rejects.toThrow('It changes while it is copied.');
});

it('a file is for nobody else to read before it has its mode', async () => {
  const { here, there, scratch } = await twoSides();
  await writeFile(path.join(here, 'a'), 'secret', { mode: 0o600 });
  const modes: number[] = [];
  await FolderCursor.use(here, async (sources) => {
    const opened = (await (await sources.make('')).file('a')) as OpenFile;
    const { handle } = opened;
    const read = async (buffer: Buffer, offset: number, size: number, at: number) => {
      for (const name of await readdir(scratch)) modes.push((await stat(path.join(scratch, name))).mode & 0o777);
      return handle.read(buffer, offset, size, at);
    };
    const file = { ...opened, handle: { fd: handle.fd, read } as unknown as typeof handle };
    await FolderCursor.use(there, (targets) => copyFile(file, targets, 'b/a', { folder: scratch, signal }));
    await handle.close();
  });
  expect(modes).toEqual([0o600]);
  expect((await stat(path.join(there, 'b/a'))).mode & 0o777).toBe(0o600);
});
