import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mountPolicy } from '../../../src/emulator/mounts/mountPolicy.js';
import { archiveName } from '../../../src/emulator/sync/previousArchive.js';
import { writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { asNobody, twoSides } from '../../support/twoSides.js';
import { namesIn, replaced, zipOf } from '../../support/zips.js';

const policyOf = (extractPolicy: object = { extractToCurrentFolder: true }) =>
  mountPolicy(JSON.stringify({ uploadPolicy: { uploadMode: 'Archive' }, extractPolicy }), '/data');
const policy = policyOf();

describe('an archive', () => {
  it.runIf(process.platform !== 'win32')('keeps the modes and times of files', async () => {
    const { here, sync } = await twoSides();
    const times = { a: '2001-02-03T04:05:06.789Z', 'b/c': '1969-07-20T20:17:40Z', d: '2150-01-01T00:00:00Z' };
    const modes = { a: 0o600, 'b/c': 0o755, d: 0o444 };
    await writeFiles(here, { a: 'a', 'b/c': 'c', d: 'd' });
    for (const [name, mode] of Object.entries(modes)) await chmod(path.join(here, name), mode);
    for (const [name, time] of Object.entries(times))
      await utimes(path.join(here, name), new Date(time), new Date(time));
    await sync('upload', { policy });
    const attributes = async () =>
      Promise.all(
        Object.keys(modes).map(async (name) => {
          const { mode, mtimeMs } = await stat(path.join(here, name));
          return [name, mode & 0o777, mtimeMs];
        }),
      );
    const before = await attributes();
    for (const name of ['a', 'b', 'd']) await rm(path.join(here, name), { recursive: true });
    await sync('download', { policy });
    expect(await attributes()).toEqual(before);
  });

  it('stays as it is where a file cannot be read, or has a name that it cannot hold', async ({ skip }) => {
    const { root, here, there, scratch, sync } = await twoSides();
    await writeFiles(here, { a: 'a', b: 'b' });
    await sync('upload', { policy });
    const before = await readFile(path.join(there, archiveName));
    await asNobody(skip, root, here, there, scratch, path.join(here, 'a'));
    await chmod(path.join(here, 'a'), 0);
    await writeFiles(here, { c: 'c' });
    await expect(sync('upload', { policy })).rejects.toThrow(/^EACCES, open: a$/);
    expect((await readFile(path.join(there, archiveName))).equals(before)).toBe(true);
    await chmod(path.join(here, 'a'), 0o600);
    if (process.platform === 'linux') {
      const odd = Buffer.concat([Buffer.from(`${here}/`), Buffer.from([0xe9])]);
      await writeFile(odd, 'odd');
      await expect(sync('upload', { policy })).rejects.toThrow('An archive cannot hold this name: \\xe9');
      expect((await readFile(path.join(there, archiveName))).equals(before)).toBe(true);
      await rm(odd);
    }
    await sync('upload', { policy });
    expect((await readFile(path.join(there, archiveName))).equals(before)).toBe(false);
  });

  it('loses nothing that the session never had, or does not sync, and what is gone from it', async () => {
    const { here, there, sync } = await twoSides();
    await writeFiles(here, { 'src/a': 'a', 'src/b': 'b', 'secret/c': 'c' });
    await sync('upload', { policy });
    const names = async () =>
      (await namesIn(path.join(there, archiveName))).filter((name) => !name.endsWith('/')).sort();
    const anew = async (): Promise<void> => {
      await rm(here, { recursive: true });
      await mkdir(here);
    };
    await anew();
    await sync('upload', { policy, manifest: {} });
    expect(await names()).toEqual(['secret/c', 'src/a', 'src/b']);
    await sync('download', { policy, manifest: {}, only: 'src/a' });
    await sync('upload', { policy });
    expect(await names()).toEqual(['secret/c', 'src/a', 'src/b']);

    await anew();
    const part = { policy: { ...policy, whiteLists: [{ path: 'src', excludePaths: [] }] } };
    await sync('download', { ...part, manifest: {} });
    expect(await readFiles(here)).toEqual({ 'src/a': 'a', 'src/b': 'b' });
    await rm(path.join(here, 'src/a'));
    await sync('upload', { policy: { ...part.policy, syncLocalFile: false } });
    expect(await names()).toEqual(['secret/c', 'src/a', 'src/b']);
    await sync('download', part);
    await rm(path.join(here, 'src/a'));
    await sync('upload', part);
    expect(await names()).toEqual(['secret/c', 'src/b']);

    await writeFiles(here, { 'src/b': 'b, changed' });
    await sync('upload', { ...part, manifest: {} });
    await anew();
    await sync('download', { policy, manifest: {} });
    expect(await readFiles(here)).toEqual({ 'src/b': 'b, changed', 'secret/c': 'c' });
  });

  it('that is not unpacked is no file of the session, but one of its own with that name is', async () => {
    const { here, there, sync } = await twoSides();
    await writeFiles(here, { a: 'a' });
    await sync('upload', { policy });
    await rm(path.join(here, 'a'));
    for (const extractPolicy of [{ extract: false }, { extractToCurrentFolder: true, deleteSrcFile: false }]) {
      const whole = { policy: policyOf(extractPolicy) };
      await sync('download', { ...whole, manifest: {} });
      expect(Object.keys(await readFiles(here))).toContain(archiveName);
      await writeFiles(here, { b: 'b' });
      for (let round = 0; round < 2; round++) {
        await sync('upload', whole);
        expect([...(await namesIn(path.join(there, archiveName)))].sort()).toEqual(['a', 'b']);
      }
    }
    await writeFiles(here, { [archiveName]: 'of the session' });
    await sync('upload', { policy });
    await rm(path.join(here, archiveName));
    await sync('download', { policy });
    expect(await readFiles(here)).toEqual({ a: 'a', b: 'b', [archiveName]: 'of the session' });
  });

  it('that is unpacked where the session does not sync it, or another context is, stays as it is', async () => {
    const { here, there, sync } = await twoSides();
    await writeFiles(here, { 'src/a': 'a', b: 'b' });
    await sync('upload', { policy });
    const before = await namesIn(path.join(there, archiveName));
    const apart = { policy: { ...policyOf({}), whiteLists: [{ path: 'src', excludePaths: [] }] } };
    await sync('download', { ...apart, manifest: {} });
    await rm(path.join(here, 'src'), { recursive: true });
    await sync('upload', apart);
    expect([...(await namesIn(path.join(there, archiveName)))].sort()).toEqual([...before].sort());
    await rm(path.join(here, 'archive'), { recursive: true });
    const inner = sync('download', { policy: policyOf({}), otherMounts: ['archive/src'], manifest: {} });
    await expect(inner).rejects.toThrow('Another context is mounted at its place: archive/src/a');
    expect(await readFiles(path.join(here, 'archive'))).toEqual({ b: 'b' });
  });

  it('holds any path that the session can have', async () => {
    const { here, sync } = await twoSides();
    const deep = Array.from({ length: 6 }, () => 'x'.repeat(200)).join('/');
    const odd = process.platform === 'win32' ? {} : { '..\\up\\..': 'odd', 'a\nb': 'line', '...': 'dots' };
    const files = { [deep]: 'deep', __proto__x: 'x', ...odd };
    await writeFiles(here, files);
    await writeFile(path.join(here, '__proto__'), 'proto');
    for (let round = 0; round < 2; round++) await sync('upload', { policy, manifest: {} });
    for (const name of await readdir(here)) await rm(path.join(here, name), { recursive: true });
    await sync('download', { policy });
    expect(new Map(Object.entries(await readFiles(here)))).toEqual(
      new Map([...Object.entries(files), ['__proto__', 'proto']]),
    );
  });

  it('is not unpacked where the folder of the mount was changed for another one meanwhile', async () => {
    const { here, there, scratch, sync } = await twoSides();
    await writeFiles(here, { a: 'a', b: 'b' });
    await sync('upload', { policy });
    await writeFiles(there, { other: 'other' });
    const { signal } = new AbortController();
    Object.defineProperty(signal, 'throwIfAborted', {
      value: () => {
        if (!existsSync(path.join(here, 'other'))) return;
        renameSync(here, `${here}-before`);
        mkdirSync(here);
      },
    });
    const moving = sync('download', { policy, scratch: { folder: scratch, signal } });
    await expect(moving).rejects.toThrow('The folder of the mount is gone.');
  });

  it('is told of where it cannot be unpacked, or one file of it has no place, and the rest arrives', async () => {
    const { here, there, sync } = await twoSides();
    await writeFiles(there, { [archiveName]: 'no archive', other: 'other' });
    await expect(sync('download', { policy })).rejects.toThrow(
      /^It cannot be unpacked \(End of central directory .+\): archive\.zip$/,
    );
    expect(await readFiles(here)).toEqual({ other: 'other' });
    const files = { 'a/b': 'b', 'c/': '', d: 'd', __proto__x: 'x', '../out': 'out' };
    await writeFile(path.join(there, archiveName), await zipOf(files));
    await writeFiles(here, { a: 'in the way' });
    await mkdir(path.join(here, 'elsewhere'));
    await symlink('elsewhere', path.join(here, 'd'));
    const error = await sync('download', { policy }).catch((thrown: unknown) => (thrown as Error).message);
    expect(String(error).split('; ')).toEqual([
      'ENOTDIR, open: a/b',
      'There is a link on the way: d',
      expect.stringContaining('The path is not usable') as string,
    ]);
    expect(await readFiles(here)).toEqual({ a: 'in the way', other: 'other', __proto__x: 'x' });
    expect((await stat(path.join(here, 'c'))).isDirectory()).toBe(true);
  });

  it('of names that objects have is unpacked', async () => {
    const { here, there, sync } = await twoSides();
    const zipped = await zipOf({ './__proto__': 'p', constructor: 'c', aaaaaaaaa: 'q' });
    await writeFile(path.join(there, archiveName), zipped);
    await sync('download', { policy });
    const names = ['__proto__', 'aaaaaaaaa', 'constructor'];
    expect(Object.keys(await readFiles(here)).sort()).toEqual(names);
    await rm(path.join(here, '__proto__'));
    await writeFile(path.join(there, archiveName), replaced(zipped, 'aaaaaaaaa', '__proto__'));
    await sync('download', { policy });
    expect(await readFile(path.join(here, '__proto__'), 'utf8')).toBe('q');
  });

  it('says nothing of modes and times where it was made elsewhere', async () => {
    const { here, there, sync } = await twoSides();
    await writeFile(path.join(there, archiveName), await zipOf({ a: 'a' }));
    const before = Date.now();
    await sync('download', { policy: policyOf({}), only: 'archive/a' });
    expect((await stat(path.join(here, 'archive/a'))).mtimeMs).toBeGreaterThan(before - 5000);
  });

  it.runIf(process.platform === 'linux')('of an earlier version is read with modes and times', async () => {
    const { here, there, sync } = await twoSides();
    await writeFile(path.join(there, archiveName), Buffer.from(earlier.join(''), 'base64'));
    const arrived = async () =>
      Promise.all(
        ['d/a', '__proto__', 'ä'].map(async (name) => {
          const { mode, mtimeNs } = await stat(path.join(here, name), { bigint: true });
          return [name, Number(mode & 0o777n), mtimeNs, await readFile(path.join(here, name), 'utf8')];
        }),
      );
    const expected = [
      ['d/a', 0o640, 1_700_000_000_123_456_000n, 'a'.repeat(24)],
      ['__proto__', 0o755, -14_182_940_000_000_000n, 'p'],
      ['ä', 0o444, 5_680_281_600_000_000_000n, 'ä'],
    ];
    await sync('download', { policy });
    const first = await arrived();
    expect(first.map(([name, mode, time, text]) => [name, mode, roughly(time), text])).toEqual(
      expected.map(([name, mode, time, text]) => [name, mode, roughly(time), text]),
    );
    // Its times are kept where it is packed anew, and where what is in it is put into the next one as it is.
    for (const manifest of [undefined, {}]) {
      await writeFiles(here, { more: 'more' });
      await sync('upload', { policy, ...(manifest && { manifest }) });
      await rm(here, { recursive: true });
      await mkdir(here);
      if (manifest === undefined) await sync('upload', { policy, manifest: {} });
      await sync('download', { policy, manifest: {} });
      expect(await arrived()).toEqual(first);
    }
  });

  it('tells of each file that cannot be unpacked, and the rest arrives', async () => {
    const { here, there, sync } = await twoSides();
    const large = 'x'.repeat(100_000);
    const zipped = await zipOf({ a: 'a', broken: `broken ${large}`, changed: 'changed', longer: large, unknown: 'u' });
    for (const name of ['broken', 'changed', 'longer', 'unknown']) damage(zipped, name);
    await writeFile(path.join(there, archiveName), zipped);
    const error = await sync('download', { policy }).catch((thrown: unknown) => (thrown as Error).message);
    expect(String(error).split('; ')).toEqual([
      expect.stringMatching(/^It cannot be unpacked \(invalid .+\): broken$/) as string,
      'It cannot be unpacked (it is not what was packed): changed',
      'It cannot be unpacked (it is longer than it says): longer',
      'It cannot be unpacked (it is encrypted, or packed in a way that is not known here): unknown',
    ]);
    expect(await readFiles(here)).toEqual({ a: 'a' });
    // Nothing of it is lost by an upload that does not know it.
    const before = await readFile(path.join(there, archiveName));
    await expect(sync('upload', { policy, manifest: {} })).rejects.toThrow(
      'It cannot be unpacked (it is encrypted, or packed in a way that is not known here): archive.zip',
    );
    expect((await readFile(path.join(there, archiveName))).equals(before)).toBe(true);
  });

  it('holds what is in it once, though its folder is looked at again', async () => {
    const { here, there, sync } = await twoSides();
    await writeFile(path.join(here, 'a'), randomBytes(100_000));
    await sync('upload', { policy });
    expect((await stat(path.join(there, archiveName))).size).toBeLessThan(150_000);
  });

  it('is as it was where the packing is stopped, and so is a file where the unpacking is', async () => {
    const { here, there, scratch, sync } = await twoSides();
    const content = randomBytes(3_000_000);
    await writeFile(path.join(here, 'a'), content);
    await sync('upload', { policy });
    const before = await readFile(path.join(there, archiveName));
    await writeFile(path.join(here, 'a'), randomBytes(3_000_000));
    await expect(sync('upload', { policy, scratch: { folder: scratch, signal: stopsWithin() } })).rejects.toThrow();
    expect((await readFile(path.join(there, archiveName))).equals(before)).toBe(true);
    await writeFile(path.join(here, 'a'), 'as it was');
    await expect(sync('download', { policy, scratch: { folder: scratch, signal: stopsWithin() } })).rejects.toThrow();
    expect(await readFiles(here)).toEqual({ a: 'as it was' });
    expect(await readdir(scratch)).toEqual([]);
  });

  it('that was cut off is told of, and nothing is taken for gone', async () => {
    const { here, there, sync } = await twoSides();
    await writeFiles(here, { a: 'a'.repeat(1000), b: 'b' });
    await sync('upload', { policy });
    const whole = await readFile(path.join(there, archiveName));
    for (const length of [0, 10, 60, whole.length - 30]) {
      await writeFile(path.join(there, archiveName), whole.subarray(0, length));
      await expect(sync('download', { policy })).rejects.toThrow('It cannot be unpacked');
      await expect(sync('upload', { policy, manifest: {} })).rejects.toThrow('It cannot be unpacked');
      expect((await readFile(path.join(there, archiveName))).length).toBe(length);
    }
  });
});

/** Stops when it is asked the fourth time: when some of a file was read. */
const stopsWithin = (): AbortSignal => {
  const stopping = new AbortController();
  const { signal } = stopping;
  let asked = 0;
  Object.defineProperty(signal, 'throwIfAborted', {
    value: () => {
      if (++asked === 4) stopping.abort();
      AbortSignal.prototype.throwIfAborted.call(signal);
    },
  });
  return signal;
};

/** Parts of a microsecond are not told by each system. */
const roughly = (time: unknown): bigint => (time as bigint) / 1_000_000n;

/** Changes something of a file in an archive: its content, its sum, its length, or how it is packed. */
const damage = (zipped: Buffer, name: string): void => {
  const [local, central] = [zipped.indexOf(name) - 30, zipped.lastIndexOf(name) - 46];
  if (name === 'broken') zipped.fill(0xff, local + 30 + name.length, local + 34 + name.length);
  if (name === 'changed') zipped.writeUInt32LE(1, central + 16);
  if (name === 'longer') zipped.writeUInt32LE(1000, central + 24);
  if (name === 'unknown') zipped.writeUInt16LE(99, central + 10);
};

/** As an emulator before this one made it: `d/`, `d/a`, `__proto__` and `ä`. */
const earlier = [
  'UEsDBBQAAAAIAKFOe10AAAAAAgAAAAAAAAACAAAAZC8DAFBLAwQUAAAACAChTntdhHoC5gQAAAAYAAAAAwAkAGQvYQoAIAAAAAAAAQAYAIfWf8',
  'ZHF9oBgHA52N6xnQGH1n/GRxfaAUvEAQBQSwMEFAAAAAgAoU57XbGeB4IDAAAAAQAAAAsAJAAuL19fcHJvdG9fXwoAIAAAAAAAAQAYAAAKPZrg',
  'MJ0BAIA+1d6xnQEACj2a4DCdASsAAFBLAwQUAAAICAChTntdg/G1cAQAAAACAAAAAgAkAMOkCgAgAAAAAAABABgAAIAqC7t/ZwIAgD7V3rGdAQ',
  'CAKgu7f2cCO7wEAFBLAQIUABQAAAAIAKFOe10AAAAAAgAAAAAAAAACAAAAAAAAAAAAAAAAAAAAAABkL1BLAQIUAxQAAAAIAKFOe12EegLmBAAA',
  'ABgAAAADACQAAAAAAAAAAACggSIAAABkL2EKACAAAAAAAAEAGACH1n/GRxfaAYBwOdjesZ0Bh9Z/xkcX2gFQSwECFAMUAAAACAChTntdsZ4Hgg',
  'MAAAABAAAACwAkAAAAAAAAAAAA7YFrAAAALi9fX3Byb3RvX18KACAAAAAAAAEAGAAACj2a4DCdAQCAPtXesZ0BAAo9muAwnQFQSwECFAMUAAAI',
  'CAChTntdg/G1cAQAAAACAAAAAgAkAAAAAAAAAAAAJIG7AAAAw6QKACAAAAAAAAEAGAAAgCoLu39nAgCAPtXesZ0BAIAqC7t/ZwJQSwUGAAAAAA',
  'QABAA2AQAAAwEAAAAA',
];
