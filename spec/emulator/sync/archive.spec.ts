import { strToU8, zipSync } from 'fflate';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { archiveName, pack, unpack } from '../../../src/emulator/files/archive.js';
import { mountPolicy } from '../../../src/emulator/mounts/mountPolicy.js';
import { readZipAttributes } from '../../../src/emulator/files/zipAttributes.js';
import { writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { asNobody, twoSides } from '../../support/twoSides.js';

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
      [...(await unpack(await readFile(path.join(there, archiveName)))).keys()]
        .filter((name) => !name.endsWith('/'))
        .sort();
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
        const packed = await unpack(await readFile(path.join(there, archiveName)));
        expect([...packed.keys()].sort()).toEqual(['a', 'b']);
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
    const before = [...(await unpack(await readFile(path.join(there, archiveName)))).keys()].sort();
    const apart = { policy: { ...policyOf({}), whiteLists: [{ path: 'src', excludePaths: [] }] } };
    await sync('download', { ...apart, manifest: {} });
    await rm(path.join(here, 'src'), { recursive: true });
    await sync('upload', apart);
    expect([...(await unpack(await readFile(path.join(there, archiveName)))).keys()].sort()).toEqual(before);
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

  it('that has no room for all is none', async () => {
    const many = new Map(
      Array.from({ length: 65_536 }, (_, index) => [`${index}`, { content: new Uint8Array(), attributes: undefined }]),
    );
    await expect(pack(many)).rejects.toThrow('An archive has no room for 65536 files of 0 bytes.');
    many.delete('0');
    expect((await unpack(await pack(many))).size).toBe(65_535);
    const content = new Uint8Array(2 ** 31);
    const large = new Map(['a', 'b'].map((name) => [name, { content, attributes: undefined }]));
    await expect(pack(large)).rejects.toThrow('An archive has no room for 2 files of 4294967296 bytes.');
  });

  it('is told of where it cannot be unpacked, or one file of it has no place, and the rest arrives', async () => {
    const { here, there, sync } = await twoSides();
    await writeFiles(there, { [archiveName]: 'no archive', other: 'other' });
    await expect(sync('download', { policy })).rejects.toThrow(/^invalid zip data: archive\.zip$/);
    expect(await readFiles(here)).toEqual({ other: 'other' });
    const files = { 'a/b': 'b', 'c/': '', d: 'd', __proto__x: 'x', '../out': 'out' };
    const content = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
    await writeFile(path.join(there, archiveName), zipSync(Object.fromEntries(content)));
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

  it('of names that objects have is unpacked, or told of', async () => {
    const zipped = zipSync({ './__proto__': strToU8('p'), constructor: strToU8('c'), aaaaaaaaa: strToU8('q') });
    expect([...(await unpack(zipped)).keys()]).toEqual(['./__proto__', 'constructor', 'aaaaaaaaa']);
    const named = Buffer.from(Buffer.from(zipped).toString('latin1').replaceAll('aaaaaaaaa', '__proto__'), 'latin1');
    const files = await unpack(named);
    expect([files.has('__proto__'), files.get('__proto__')]).toEqual([true, undefined]);
    const { here, there, sync } = await twoSides();
    await writeFile(path.join(there, archiveName), named);
    await expect(sync('download', { policy })).rejects.toThrow('It cannot be unpacked: __proto__');
    expect(Object.keys(await readFiles(here)).sort()).toEqual(['__proto__', 'constructor']);
  });

  it('says nothing of modes and times where it was made elsewhere, or ends too early', async () => {
    const zipped = zipSync({ a: strToU8('a') });
    expect(readZipAttributes(zipped).size).toBe(0);
    const attributes = { mode: 0o640n, mtimeNs: 1_700_000_000_123_456_700n, atimeNs: 5_000_000_000n };
    const ours = await pack(new Map([['a', { content: strToU8('a'), attributes }]]));
    expect(readZipAttributes(ours).get('a')).toEqual(attributes);
    for (const cut of [0, 10, 60, ours.length - 30]) {
      expect(readZipAttributes(ours.subarray(0, cut)).size).toBe(0);
    }
    const { here, there, sync } = await twoSides();
    await writeFile(path.join(there, archiveName), zipped);
    const before = Date.now();
    await sync('download', { policy: policyOf({}), only: 'archive/a' });
    expect((await stat(path.join(here, 'archive/a'))).mtimeMs).toBeGreaterThan(before - 5000);
  });
});
