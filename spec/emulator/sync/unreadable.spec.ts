import { chmodSync, readFileSync, renameSync, statSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mountPolicy } from '../../../src/emulator/mounts/mountPolicy.js';
import { unwrap } from '../../../src/index.js';
import { emulated, mountPath, writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { services } from '../../support/services.js';
import { asNobody, twoSides } from '../../support/twoSides.js';

const fast = { retryInterval: 20 };

/** A name that is no text. */
const latin = (folder: string, name: string): Buffer =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);

describe.each(services)('what cannot be read, with $name,', (service) => {
  it('fails the sync by its path, and takes nothing from the context or the session', async ({ skip }) => {
    await asNobody(skip);
    const { emulator, client, context, session, folder } = await emulated({}, service);
    const sync = () => session.context.sync({ ...fast, mode: 'upload' });
    const stored = emulator.contextFolder(context.id, mountPath);
    await writeFiles(folder, { a: 'a', 'open/b': 'b', 'secret/c': 'c', z: 'z' });
    unwrap(await sync());
    await chmod(path.join(folder, 'secret'), 0);
    await rm(path.join(folder, 'z'));
    await writeFiles(folder, { a: 'a, changed', 'open/new': 'new' });
    const result = await sync();
    expect(result).toMatchObject({ state: 'failed' });
    expect(result.contextStatusData).toMatchObject([{ status: 'Failed', errorMessage: 'EACCES, open: secret' }]);
    const kept = { a: 'a, changed', 'open/b': 'b', 'open/new': 'new', 'secret/c': 'c', z: 'z' };
    expect(await readFiles(stored)).toEqual(kept);
    expect(await client.delete(session, { ...fast, syncContext: fast })).toMatchObject({ success: false });
    await chmod(path.join(folder, 'secret'), 0o700);
    expect(await readFiles(folder)).toEqual({ a: 'a, changed', 'open/b': 'b', 'open/new': 'new', 'secret/c': 'c' });
    unwrap(await client.delete(session, { ...fast, syncContext: fast }));
    expect(await readFiles(stored)).toEqual({ a: 'a, changed', 'open/b': 'b', 'open/new': 'new', 'secret/c': 'c' });
  });

  it.runIf(process.platform === 'linux')('is not a name that is no text: names are bytes', async () => {
    const { emulator, client, context, session, folder } = await emulated({}, service);
    const sync = (mode: 'upload' | 'download') => session.context.sync({ ...fast, mode });
    const stored = emulator.contextFolder(context.id, mountPath);
    await writeFiles(folder, { a: 'a', 'b/c': 'c' });
    unwrap(await sync('upload'));
    await mkdir(latin(folder, 'dossier\xe9'));
    await writeFile(latin(folder, 'dossier\xe9/caf\xe9\xff'), 'in Latin-1');
    await writeFile(latin(folder, '\xe4.txt'), 'ä');
    unwrap(await sync('upload'));
    expect((await readdir(Buffer.from(stored), { encoding: 'latin1' })).sort()).toEqual([
      'a',
      'b',
      'dossier\xe9',
      '\xe4.txt',
    ]);
    expect(await readFile(latin(stored, 'dossier\xe9/caf\xe9\xff'), 'utf8')).toBe('in Latin-1');
    const listed = unwrap(await client.context.listFiles(context.id, mountPath)).files;
    expect(listed.map(({ fileName, size }) => [fileName, size])).toContainEqual(['\ufffd.txt', 2]);
    await writeFile(latin(stored, '\xe4.txt'), 'changed there');
    await rm(latin(folder, 'dossier\xe9'), { recursive: true });
    unwrap(await sync('upload'));
    expect((await readdir(Buffer.from(stored), { encoding: 'latin1' })).sort()).toEqual(['a', 'b', '\xe4.txt']);
    unwrap(await sync('download'));
    expect(await readFile(latin(folder, '\xe4.txt'), 'utf8')).toBe('changed there');
    unwrap(await client.delete(session, { ...fast, syncContext: fast }));
    expect(await readFile(latin(stored, '\xe4.txt'), 'utf8')).toBe('changed there');
  });
});

describe('what cannot be read', () => {
  it('is named, as far as it is not too much, and the rest is copied', async ({ skip }) => {
    const { root, here, there, scratch, sync } = await twoSides();
    await writeFiles(here, { a: 'a', 'b/c': 'c', z: 'z' });
    await sync('upload');
    await asNobody(skip, root, here, there, path.join(here, 'b'), path.join(there, 'b'), scratch, path.join(here, 'a'));
    await chmod(path.join(here, 'a'), 0);
    await rm(path.join(here, 'b'), { recursive: true });
    await rm(path.join(here, 'z'));
    await writeFiles(here, { z: 'z, changed' });
    await expect(sync('upload')).rejects.toThrow(/^EACCES, open: a$/);
    expect(await readFiles(there)).toEqual({ a: 'a', 'b/c': 'c', z: 'z, changed' });
    for (let index = 0; index < 8; index++) {
      await writeFile(path.join(here, `${index}\n${'x'.repeat(240)}`), '', { mode: 0 });
    }
    const error = await sync('upload').catch((thrown: unknown) => (thrown as Error).message);
    expect(error).toMatch(/^(?:EACCES, open: …x+; ){5}and 4 more$/);
    expect(await readdir(scratch)).toEqual([]);
  });

  it('may be where what is gone elsewhere went: nothing gives way either', async ({ skip }) => {
    const { root, here, there, scratch, sync } = await twoSides();
    await writeFiles(here, { x: 'x', 'y/z': 'z', 'secret/a': 'a' });
    await sync('upload');
    await rename(path.join(here, 'x'), path.join(here, 'secret/x'));
    await rename(path.join(here, 'y'), path.join(here, 'secret/y'));
    await writeFiles(here, { 'x/inner': 'new', y: 'new', other: 'new' });
    await asNobody(skip, root, here, there, scratch, ...['secret', 'x'].map((name) => path.join(here, name)));
    await chmod(path.join(here, 'secret'), 0);
    await expect(sync('upload')).rejects.toThrow(/^EACCES, open: secret$/);
    expect(await readFiles(there)).toEqual({ x: 'x', 'y/z': 'z', 'secret/a': 'a', other: 'new' });
    process.seteuid?.(process.getuid?.() ?? 0);
    await chmod(path.join(here, 'secret'), 0o700);
    await sync('upload');
    expect(await readFiles(there)).toEqual(await readFiles(here));
  });

  it('once more, after it changed while all was looked at, may be where the rest went', async ({ skip }) => {
    const { after, root, here, there, scratch, sync } = await twoSides();
    await writeFiles(here, { 'one/a': 'a', 'two/b': 'b' });
    await sync('upload');
    const all = [here, there].flatMap((side) => [side, path.join(side, 'one'), path.join(side, 'two')]);
    await asNobody(skip, root, scratch, ...all);
    for (const file of ['one/a', 'two/b']) await rm(path.join(here, file));
    await writeFiles(here, { 'one/a': 'a, changed', 'two/b': 'b, changed' });
    // What is young is looked at once more in any case.
    await expect.poll(() => Date.now() - statSync(here).ctimeMs).toBeGreaterThan(200);
    const [one, two] = ['one', 'two'].map((name) => path.join(here, name)) as [string, string];
    // One of them was looked at, and the other not yet.
    const hide = after(1, () => {
      const isOne = readFileSync(path.join(there, 'one/a'), 'utf8') !== 'a';
      renameSync(isOne ? `${two}/b` : `${one}/a`, isOne ? `${one}/b` : `${two}/a`);
      chmodSync(isOne ? one : two, 0);
    });
    await expect(sync('upload', hide)).rejects.toThrow(/^EACCES, open: (?:one|two)$/);
    for (const folder of [one, two]) await chmod(folder, 0o700);
    expect(Object.keys(await readFiles(there)).sort()).toEqual(['one/a', 'two/b']);
    await sync('upload');
    expect(await readFiles(there)).toEqual(await readFiles(here));
  });

  it('of a context is not taken for gone either', async ({ skip }) => {
    const { root, here, there, scratch, sync } = await twoSides();
    await writeFiles(there, { a: 'a', 'b/c': 'c' });
    await sync('download');
    await asNobody(
      skip,
      root,
      here,
      there,
      path.join(here, 'b'),
      path.join(there, 'b'),
      scratch,
      path.join(there, 'a'),
    );
    await chmod(path.join(there, 'b'), 0);
    await expect(sync('download')).rejects.toThrow('EACCES, open: b');
    expect(await readFiles(here)).toEqual({ a: 'a', 'b/c': 'c' });
    await chmod(here, 0);
    await expect(sync('upload')).rejects.toThrow('The folder of the mount cannot be opened: EACCES, open');
    await chmod(here, 0o700);
    await chmod(path.join(there, 'b'), 0o700);
    expect(await readFiles(there)).toEqual({ a: 'a', 'b/c': 'c' });
  });

  it('because its folder comes and goes while it is read takes nothing with it', async () => {
    const { here, there, sync } = await twoSides();
    const kept = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`kept/${index}`, 'x']));
    await writeFiles(here, kept);
    await sync('upload');
    const state = { isDone: false };
    onTestFinished(() => void (state.isDone = true));
    const flickering = (async () => {
      for (let index = 0; !state.isDone; index++) {
        const folder = path.join(here, `${index % 20}`);
        await mkdir(path.join(folder, 'deep'), { recursive: true });
        await rm(folder, { recursive: true });
      }
    })();
    for (let round = 0; round < 60; round++) {
      await sync('upload');
      expect(await readFiles(path.join(there, 'kept'))).toMatchObject({ 0: 'x', 39: 'x' });
    }
    state.isDone = true;
    await flickering;
    await sync('upload');
    expect(await readFiles(there)).toEqual(kept);
  });

  it('is not below a white list that has nothing of it', async ({ skip }) => {
    const { root, here, there, scratch, sync } = await twoSides();
    await writeFiles(here, { 'src/a': 'a', 'secret/b': 'b', 'src/tmp/c': 'c' });
    await asNobody(
      skip,
      root,
      here,
      there,
      scratch,
      ...['src', 'secret', 'src/tmp'].map((name) => path.join(here, name)),
    );
    await chmod(path.join(here, 'secret'), 0);
    await chmod(path.join(here, 'src/tmp'), 0);
    const policy = mountPolicy(
      JSON.stringify({ bwList: { whiteLists: [{ path: 'src', excludePaths: ['tmp'] }] } }),
      '/data',
    );
    await sync('upload', { policy });
    expect(await readFiles(there)).toEqual({ 'src/a': 'a' });
    for (const name of ['secret', 'src/tmp']) await chmod(path.join(here, name), 0o700);
  });
});
