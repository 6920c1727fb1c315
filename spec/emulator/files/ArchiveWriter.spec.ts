import { writeSync } from 'node:fs';
import {
  appendFile,
  chmod,
  open,
  readFile,
  stat,
  truncate,
  utimes,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { openPromise } from 'yauzl';
import { ArchiveReader } from '../../../src/emulator/files/ArchiveReader.js';
import { ArchiveWriter } from '../../../src/emulator/files/ArchiveWriter.js';
import { newFolder } from '../../support/newFolder.js';

const { signal } = new AbortController();
const length = 3_000_000;

const opened = async (file: string, flags = 'r') => {
  const handle = await open(file, flags);
  onTestFinished(() => handle.close());
  return { handle, stats: await handle.stat({ bigint: true }) };
};

const newArchive = async () => {
  const folder = await newFolder();
  const place = path.join(folder, 'archive.zip');
  const { handle } = await opened(place, 'w+');
  return { folder, place, handle, archive: new ArchiveWriter(handle) };
};

/** What is in an archive, as another program reads it. */
const contents = async (place: string): Promise<Record<string, string>> => {
  const zip = await openPromise(place, { autoClose: false });
  const found: [string, string][] = [];
  for await (const entry of zip.eachEntry()) {
    found.push([entry.fileName, (await buffer(await zip.openReadStreamPromise(entry))).toString()]);
  }
  zip.close();
  return Object.fromEntries(found);
};

/** Packs a file between two others, and does something each time that a part of it was read. */
const packed = async (meanwhile: (file: string, part: number) => Promise<void>) => {
  const { folder, place, archive } = await newArchive();
  const file = path.join(folder, 'a');
  await writeFile(file, 'x'.repeat(length));
  const small = path.join(folder, 'small');
  await writeFile(small, 'small');
  await archive.addFile('before', await opened(small), signal);
  const { handle, stats } = await opened(file);
  let part = 0;
  const read = async (data: Buffer, offset: number, size: number, at: number) => {
    const done = await handle.read(data, offset, size, at);
    await meanwhile(file, ++part);
    return done;
  };
  const source = { fd: handle.fd, read } as unknown as FileHandle;
  const error = await archive.addFile('a', { handle: source, stats }, signal).then(
    () => undefined,
    (thrown: unknown) => (thrown as Error).message,
  );
  await archive.addFile('after', await opened(small), signal);
  await archive.finish();
  return { error, ...(await contents(place)) };
};

const rewrite = async (file: string, letter: string): Promise<void> => {
  const handle = await open(file, 'r+');
  await handle.write(letter.repeat(length), 0);
  await handle.close();
};

const others = { before: 'small', after: 'small' };

it('a file is packed as it was, once it stays as it is', async () => {
  expect(await packed(() => Promise.resolve())).toEqual({ ...others, a: 'x'.repeat(length) });
  const rewritten = await packed((file, part) => (part === 2 ? rewrite(file, 'y') : Promise.resolve()));
  expect(rewritten).toEqual({ ...others, a: 'y'.repeat(length) });
  const cut = await packed((file, part) => (part === 2 ? truncate(file, 10) : Promise.resolve()));
  expect(cut).toEqual({ ...others, a: 'x'.repeat(10) });
});

it('a file that only grows is packed as far as it was there', async () => {
  expect(await packed((file) => appendFile(file, 'more'))).toEqual({ ...others, a: 'x'.repeat(length) });
});

it('a file that never stays as it is fails, and leaves nothing in the archive', async () => {
  let letter = 97;
  const changing = await packed((file) => rewrite(file, String.fromCharCode(97 + (letter++ % 26))));
  expect(changing).toEqual({ ...others, error: 'It changes while it is copied.' });
});

it('an archive holds more than 65,535 files', async () => {
  const { place, handle } = await newArchive();
  // Each at once: no other thread has to be asked.
  const write = (data: Buffer, offset: number, size: number, at: number) =>
    Promise.resolve({ bytesWritten: writeSync(handle.fd, data, offset, size, at) });
  const atOnce = { write, truncate: (size: number) => handle.truncate(size) };
  const archive = new ArchiveWriter(atOnce as unknown as FileHandle);
  for (let number = 0; number < 65_600; number++) await archive.addFolder(`${number}/`);
  await archive.finish();
  const zip = await openPromise(place, { lazyEntries: true });
  let count = 0;
  for await (const { fileNameRaw } of zip.eachEntry()) {
    if (fileNameRaw.toString() !== `${count}/`) break;
    count++;
  }
  expect([zip.entryCount, count]).toEqual([65_600, 65_600]);
});

it('an archive holds what begins after 4 GB, and what is longer', async () => {
  const { folder, place, handle } = await newArchive();
  const far = 5 * 2 ** 30;
  await writeFile(path.join(folder, 'a'), 'content');
  // As if so much had been packed already: what is there is a hole.
  const moved = {
    truncate: (size: number) => handle.truncate(size),
    write: (data: Buffer, offset: number, size: number, at: number) => handle.write(data, offset, size, at),
  };
  const archive = new ArchiveWriter(moved as unknown as FileHandle);
  const entry = { name: 'hole', method: 0, crc32: 0, dosTime: 0, externalAttributes: 0, extra: Buffer.alloc(0) };
  const nothing = { content: (async function* (): AsyncGenerator<Buffer> {})() };
  await archive.addPacked({ record: { ...entry, size: far, packedSize: far }, ...nothing }, signal);
  await archive.addFile('a', await opened(path.join(folder, 'a')), signal);
  await archive.finish();
  expect((await stat(place)).size).toBeGreaterThan(far);
  const zip = await openPromise(place, { autoClose: false, lazyEntries: true });
  const sizes: Record<string, number> = {};
  for await (const one of zip.eachEntry()) {
    sizes[one.fileName] = one.uncompressedSize;
    if (one.fileName !== 'a') continue;
    expect(one.relativeOffsetOfLocalHeader).toBeGreaterThan(far);
    expect((await buffer(await zip.openReadStreamPromise(one))).toString()).toBe('content');
  }
  zip.close();
  expect(sizes).toEqual({ hole: far, a: 7 });
});

it('what is empty in a file is a hole where it is unpacked', async () => {
  const { folder, place, archive } = await newArchive();
  const file = path.join(folder, 'sparse');
  await writeFile(file, 'begin');
  await truncate(file, 5_000_000);
  await appendFile(file, 'end');
  await archive.addFile('sparse', await opened(file), signal);
  await archive.finish();
  const reader = await ArchiveReader.open(await opened(place));
  for await (const one of reader.files()) {
    const copy = path.join(folder, 'copy');
    const { handle } = await opened(copy, 'w+');
    await reader.unpack(one, { path: copy, handle, isMoved: false }, signal);
    expect((await readFile(copy)).equals(await readFile(file))).toBe(true);
    expect((await stat(copy)).blocks * 512).toBeLessThan(1_000_000);
  }
});

it('what changed beside the content is told without packing it again', async () => {
  const { folder, place, archive } = await newArchive();
  const file = path.join(folder, 'a');
  await writeFile(file, 'a');
  await archive.addFile('a', await opened(file), signal);
  await utimes(file, 1_000_000_000, 1_000_000_000);
  await chmod(file, 0o600);
  archive.setAttributes('a', (await opened(file)).stats);
  await archive.finish();
  const reader = await ArchiveReader.open(await opened(place));
  for await (const { attributes } of reader.files()) {
    expect(attributes).toEqual({ mode: 0o600n, mtimeNs: 10n ** 18n, atimeNs: 10n ** 18n });
  }
  const zip = await openPromise(place);
  for await (const entry of zip.eachEntry()) {
    expect(entry.getLastModDate({ forceDosFormat: true })).toEqual(new Date(1_000_000_000_000));
  }
});
