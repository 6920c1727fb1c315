import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync, lstatSync, readdirSync, renameSync, symlinkSync, utimesSync } from 'node:fs';
import {
  appendFile,
  chmod,
  copyFile,
  cp,
  mkdir,
  open,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { AGB, AgentBay, contextSync, unwrap } from '../../../src/index.js';
import { writeFiles } from '../../support/emulated.js';
import { newFolder } from '../../support/newFolder.js';
import { readFiles } from '../../support/readFiles.js';

const fast = { retryInterval: 20 };

const hasZip = ['zip', 'unzip'].every((tool) => spawnSync(tool, ['-v']).status === 0);

const start = async (options: EmulatorOptions = {}) => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

const clientOf = ({ url }: Emulator) => new AGB({ apiKey: 'any-key', endpoint: url });

/** A context whose files were synced with a session's, which it names. */
const fillWorld = async (emulator: Emulator, files: Readonly<Record<string, string>> = { 'a.txt': 'a' }) => {
  const client = clientOf(emulator);
  const { context } = unwrap(await client.context.create('my-data'));
  const contextSyncs = [contextSync(context.id, '/data')];
  const { session } = unwrap(await client.create({ imageId: 'i', labels: { a: 'b' }, contextSyncs, ...fast }));
  const folder = emulator.sessionFolder(session.sessionId, '/data');
  await writeFiles(folder, files);
  unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
  return { context, session, folder };
};

const contextsOf = async (emulator: Emulator) =>
  unwrap(await clientOf(emulator).context.list()).contexts.map(({ id, name }) => ({ id, name }));

/** Where the state of an emulator is exported to. */
const exported = async (emulator: Emulator): Promise<string> => {
  const file = path.join(await newFolder(), 'state.zip');
  await emulator.export(file);
  return file;
};

const discarded = ({ dataDir }: Emulator) => readdirSync(path.join(dataDir, 'discarded'));

describe('an emulator that imports what another one exported', () => {
  it('knows what was synced, of files too that nobody reads as a whole', async () => {
    const emulator = await start();
    const { context, session, folder } = await fillWorld(emulator, { big: 'v1' });
    await truncate(path.join(folder, 'big'), 66 << 20);
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    const contextSyncs = [contextSync(context.id, '/data')];
    const { session: second } = unwrap(await clientOf(emulator).create({ imageId: 'i', contextSyncs, ...fast }));
    const other = path.join(emulator.sessionFolder(second.sessionId, '/data'), 'big');
    const handle = await open(other, 'r+');
    await handle.write('v2', 0);
    await handle.close();
    unwrap(await second.context.sync({ ...fast, mode: 'upload' }));
    const file = await exported(emulator);
    const stranger = await start();
    for (const one of [emulator, stranger]) {
      await one.import(file);
      const { context: own } = clientOf(one).session(session.sessionId);
      unwrap(await own.sync({ ...fast, mode: 'upload' }));
      const kept = await open(path.join(one.contextFolder(context.id, '/data'), 'big'));
      const { buffer } = await kept.read(Buffer.alloc(2), 0, 2, 0);
      await kept.close();
      expect(buffer.toString()).toBe('v2');
    }
  });

  it('lets no file come back that is recycled after it', async () => {
    let now = Date.now();
    const emulator = await start({ clock: () => now });
    const client = clientOf(emulator);
    const { context } = unwrap(await client.context.create('c'));
    const mounted = contextSync(context.id, '/data', { recyclePolicy: { lifecycle: 'Lifecycle_1Day' } });
    const { session } = unwrap(await client.create({ imageId: 'i', contextSyncs: [mounted], ...fast }));
    await writeFiles(emulator.sessionFolder(session.sessionId, '/data'), { a: 'a', b: 'b' });
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    await emulator.import(await exported(emulator));
    now += 1.2 * 86_400_000;
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    expect(await readFiles(emulator.contextFolder(context.id, '/data'))).toEqual({});
  });

  it('has its contexts, sessions, tasks, and files with their modes and times', async () => {
    const first = await start();
    const { context, session, folder } = await fillWorld(first, { 'a.txt': 'a', 'sub/b.sh': '#!/bin/sh' });
    const other = unwrap(await clientOf(first).context.create('other')).context;
    await chmod(path.join(folder, 'sub/b.sh'), 0o750);
    utimesSync(path.join(folder, 'sub/b.sh'), 1_600_000_000.123456, 1_500_000_000.654321);
    await mkdir(path.join(folder, 'empty'));
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    await writeFiles(folder, { 'not-synced.txt': 'n' });
    const { contextStatusData } = unwrap(await session.context.info());
    const statsIn = (emulator: Emulator) =>
      [emulator.sessionFolder(session.sessionId, '/data'), emulator.contextFolder(context.id, '/data')].map((place) => {
        const { mode, mtimeNs } = lstatSync(path.join(place, 'sub/b.sh'), { bigint: true });
        return { mode, mtimeNs: mtimeNs / 1000n, folders: readdirSync(place).sort() };
      });
    const stats = statsIn(first);
    const file = await exported(first);
    await first.close();

    const second = await start();
    await fillWorld(second, { 'gone.txt': 'g' });
    await second.import(file);
    expect(await contextsOf(second)).toEqual([
      { id: context.id, name: 'my-data' },
      { id: other.id, name: 'other' },
    ]);
    const again = clientOf(second).session(session.sessionId);
    expect(unwrap(await clientOf(second).list({ labels: { a: 'b' } })).sessions).toMatchObject([{ status: 'RUNNING' }]);
    expect(unwrap(await again.context.info()).contextStatusData).toEqual(contextStatusData);
    const bay = new AgentBay({ apiKey: 'any-key', endpoint: second.url }).session(session.sessionId);
    expect(unwrap(await bay.context.listBindings()).bindings).toMatchObject([{ contextId: context.id, path: '/data' }]);
    expect(await readFiles(second.contextFolder(context.id, '/data'))).toEqual({
      'a.txt': 'a',
      'sub/b.sh': '#!/bin/sh',
    });
    expect(statsIn(second)).toEqual(stats);
    expect(stats[0]?.folders).toContain('empty');
    expect(existsSync(path.join(second.dataDir, 'incoming'))).toBe(false);
    await expect.poll(() => discarded(second)).toEqual([]);
  });

  it('says nothing new of files that did not change, and loses or deletes none at the next sync', async () => {
    const first = await start();
    const { context, session } = await fillWorld(first, {
      'same.txt': 'same',
      'here.txt': 'old',
      'there.txt': 'old',
      'both.txt': 'old',
      'gone.txt': 'old',
      'gone-and-new.txt': 'old',
    });
    const file = await exported(first);
    const second = await start();
    await second.import(file);
    const here = second.sessionFolder(session.sessionId, '/data');
    const there = second.contextFolder(context.id, '/data');
    // As long as before, so that nothing but the content tells it.
    await writeFiles(here, { 'here.txt': 'new', 'both.txt': 'one' });
    await writeFiles(there, { 'there.txt': 'new', 'gone-and-new.txt': 'new', 'both.txt': 'two' });
    await rm(path.join(here, 'gone.txt'));
    await rm(path.join(here, 'gone-and-new.txt'));
    const before = lstatSync(path.join(there, 'same.txt'), { bigint: true });
    const { context: manager } = clientOf(second).session(session.sessionId);
    unwrap(await manager.sync({ ...fast, mode: 'upload' }));
    expect(await readFiles(there)).toEqual({
      'same.txt': 'same',
      'here.txt': 'new',
      'there.txt': 'new',
      'both.txt': 'one',
      'gone-and-new.txt': 'new',
    });
    expect(lstatSync(path.join(there, 'same.txt'), { bigint: true }).ino).toBe(before.ino);
    unwrap(await manager.sync({ ...fast, mode: 'download' }));
    expect(await readFiles(here)).toEqual(await readFiles(there));
  });

  it('recycles files when their time comes, counted from when they came to their context', async () => {
    const day = 86_400_000;
    const clock = { now: Date.UTC(2030, 0, 1) };
    const options = { clock: () => clock.now };
    const first = await start(options);
    const client = clientOf(first);
    const { context } = unwrap(await client.context.create('recycled'));
    const policy = { recyclePolicy: { lifecycle: 'Lifecycle_3Days', paths: [''] } } as const;
    const contextSyncs = [contextSync(context.id, '/data', policy)];
    const { session } = unwrap(await client.create({ imageId: 'i', contextSyncs, ...fast }));
    await writeFiles(first.sessionFolder(session.sessionId, '/data'), { 'a.txt': 'a' });
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    clock.now += 2 * day;
    const file = await exported(first);
    const second = await start(options);
    await second.import(file);
    const list = async () =>
      unwrap(await clientOf(second).context.listFiles(context.id, '/data')).files.map(({ fileName }) => fileName);
    clock.now += day / 2;
    expect(await list()).toEqual(['a.txt']);
    clock.now += day;
    expect(await list()).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('has files of any name, and none that is a link', async () => {
    const first = await start();
    const odd = {
      __proto__: '1',
      'back\\slash': '2',
      '100%25': '3',
      ' ': '4',
      'ä\u202e😀': '5',
      'c:': '6',
      'a\nb': '7',
    };
    const { context, session, folder } = await fillWorld(first, odd);
    const bytes = Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xff, 0x41, 0xc3)]);
    await writeFile(bytes, 'no text');
    symlinkSync('/etc/passwd', path.join(folder, 'link'));
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    const file = await exported(first);
    const second = await start();
    await second.import(file);
    for (const place of [second.sessionFolder(session.sessionId, '/data'), second.contextFolder(context.id, '/data')]) {
      const names = readdirSync(place, { encoding: 'buffer' }).map((name) => name.toString('latin1'));
      expect(names.sort()).toEqual(
        [...Object.keys(odd).map((name) => Buffer.from(name).toString('latin1')), 'ÿAÃ'].sort(),
      );
      expect(await readFile(path.join(place, 'back\\slash'), 'utf8')).toBe('2');
      expect(await readFile(path.join(place, '100%25'), 'utf8')).toBe('3');
    }
  });

  it('knows what it says of keys, and no secret of the one before', async () => {
    const apiKeys = ['a-secret-api-key'];
    const first = await start({ apiKeys });
    const client = new AGB({ apiKey: 'a-secret-api-key', endpoint: first.url });
    const { context } = unwrap(await client.context.create('mine'));
    const { url } = unwrap(await client.context.fileUploadUrl(context.id, '/a'));
    const file = await exported(first);
    const second = await start({ apiKeys });
    await second.import(file);
    const again = new AGB({ apiKey: 'a-secret-api-key', endpoint: second.url });
    expect(unwrap(await again.context.list()).contexts).toMatchObject([{ id: context.id }]);
    const { pathname, search } = new URL(url);
    expect((await fetch(`${second.url}${pathname}${search}`, { method: 'PUT', body: 'x' })).status).toBe(403);
    const names: string[] = [];
    for await (const { fileName } of (await openPromise(file)).eachEntry()) names.push(fileName);
    expect(names[0]).toBe('manifest.json');
    expect(names.filter((name) => name.includes('secret'))).toEqual([]);
  });

  it.runIf(hasZip)('takes an archive that somebody unpacked, changed, and packed again with other tools', async () => {
    const first = await start();
    const { context } = await fillWorld(first);
    const file = await exported(first);
    const folder = await newFolder();
    execFileSync('unzip', ['-q', file, '-d', folder]);
    await writeFiles(folder, { [`contexts/${context.id}/data/more.txt`]: 'm' });
    const packed = path.join(await newFolder(), 'again.zip');
    execFileSync('zip', ['-qr', packed, '.'], { cwd: folder });
    const second = await start();
    await second.import(packed);
    expect(await readFiles(second.contextFolder(context.id, '/data'))).toEqual({ 'a.txt': 'a', 'more.txt': 'm' });
  });
});

describe('an export', () => {
  it('is of one moment, though tasks run and requests come, and they come to their end after it', async () => {
    const first = await start({ fileDelay: 3 });
    const names = Array.from({ length: 150 }, (_, index) => `${index}.txt`);
    const { context, session, folder } = await fillWorld(first, {});
    await writeFiles(folder, Object.fromEntries(names.map((name) => [name, name])));
    const client = clientOf(first);
    const syncing = session.context.sync({ ...fast, maxRetries: 5000, mode: 'upload' });
    await expect.poll(() => readdirSync(first.contextFolder(context.id, '/data')).length).toBeGreaterThan(3);
    const exporting = exported(first);
    const asked = Promise.all(
      names.map(async (name) => unwrap(await client.context.uploadFile(context.id, `/put/${name}`, new Blob([name])))),
    );
    const file = await exporting;
    await asked;
    expect(await syncing).toMatchObject({ state: 'succeeded' });
    expect(Object.keys(await readFiles(first.contextFolder(context.id, '/data')))).toHaveLength(names.length);

    const second = await start();
    await second.import(file);
    const inSession = await readFiles(second.sessionFolder(session.sessionId, '/data'));
    expect(Object.keys(inSession)).toHaveLength(names.length);
    // The task that ran is there, and goes on.
    const manager = clientOf(second).session(session.sessionId).context;
    const uploads = async () =>
      unwrap(await manager.info({ taskType: 'upload' })).contextStatusData.map(({ status }) => status);
    await expect.poll(uploads).toEqual(['Success']);
    expect(await readFiles(second.contextFolder(context.id, '/data'))).toEqual(inSession);
  });

  it('has nothing that was only begun, whatever is made and sent meanwhile', async () => {
    const emulator = await start();
    const client = clientOf(emulator);
    const make = async (name: string): Promise<void> => {
      const { context, error } = await client.context.create(name);
      const sent = context && (await client.context.uploadFile(context.id, '/file', new Blob([name])));
      // A file that is being sent breaks off, and its connection with it.
      const failed = error ?? sent?.error;
      if (failed !== undefined) expect(failed).toMatchObject({ _tag: 'Unavailable' });
    };
    for (let index = 0; index < 100; index++) await make(`before-${index}`);
    const files: string[] = [];
    const state = { isOver: false };
    const making = Array.from({ length: 8 }, async (_, worker) => {
      for (let index = 0; !state.isOver && index < 60; index++) await make(`${worker}-${index}`);
    });
    try {
      for (let round = 0; round < 6; round++) files.push(await exported(emulator));
    } finally {
      state.isOver = true;
      await Promise.all(making);
    }
    for (const file of files) {
      const names: string[] = [];
      for await (const { fileName } of (await openPromise(file)).eachEntry()) names.push(fileName);
      const idsIn = (form: RegExp) => names.flatMap((name) => form.exec(name)?.[1] ?? []).sort();
      expect(idsIn(/^contexts\/([^/]+)\/$/)).toEqual(idsIn(/^state\/contexts\/(.+)\.json$/));
    }
  });

  it('lets those wait who come meanwhile', async () => {
    const emulator = await start();
    const { context } = await fillWorld(emulator);
    const client = clientOf(emulator);
    const { url } = unwrap(await client.context.fileUploadUrl(context.id, '/put'));
    const long = path.join(emulator.contextFolder(context.id), 'long');
    for (let count = 0; count < 40; count++) await appendFile(long, randomBytes(2 ** 20));
    const folder = await newFolder();
    const exporting = emulator.export(path.join(folder, 'state.zip'));
    await expect.poll(() => readdirSync(folder), { interval: 1 }).not.toEqual([]);
    expect(readdirSync(folder)).not.toContain('state.zip');
    const asked = Promise.all([fetch(url, { method: 'PUT', body: 'x' }), client.context.list()]);
    await exporting;
    const [{ status }, { success }] = await asked;
    expect([status, success]).toEqual([200, true]);
  });

  it('that cannot be written leaves no file, and the emulator goes on', async () => {
    const emulator = await start();
    const { session } = await fillWorld(emulator);
    const folder = await newFolder();
    await expect(emulator.export(path.join(folder, 'none/state.zip'))).rejects.toThrow('ENOENT');
    await mkdir(path.join(folder, 'taken.zip'));
    await expect(emulator.export(path.join(folder, 'taken.zip'))).rejects.toThrow('EISDIR');
    expect(readdirSync(folder)).toEqual(['taken.zip']);
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
  });

  it('and an import of it take no more memory for a long file', async () => {
    const size = 200 * 2 ** 20;
    const entry = path.resolve(import.meta.dirname, '../../../dist/esm/emulator/index.js');
    const code = `
      import { randomFillSync } from 'node:crypto';
      import { openSync, writeSync, closeSync, statSync, mkdirSync } from 'node:fs';
      import { startEmulator } from ${JSON.stringify(pathToFileURL(entry).href)};
      const emulator = await startEmulator();
      const body = new URLSearchParams({ Authorization: 'Bearer k', Name: 'c', AllowCreate: 'true' });
      const { Data } = await (await fetch(emulator.url + '/?Action=GetContext', { method: 'POST', body })).json();
      const file = emulator.contextFolder(Data.Id) + '/long';
      const opened = openSync(file, 'w');
      const chunk = Buffer.alloc(2 ** 20);
      for (let at = 0; at < ${size}; at += chunk.length) writeSync(opened, randomFillSync(chunk));
      closeSync(opened);
      await emulator.export(emulator.dataDir + '/state.zip');
      await emulator.import(emulator.dataDir + '/state.zip');
      console.log(statSync(file).size, process.resourceUsage().maxRSS / 1024);
      await emulator.close();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'exit').then(() => [Buffer.from('it ended')]);
    const [told] = (await Promise.race([once(child.stdout, 'data'), exited])) as [Buffer];
    const [length, megabytes] = String(told).split(' ').map(Number);
    expect(length).toBe(size);
    // Node alone takes some 80, and the file would come to that.
    expect(megabytes).toBeLessThan(260);
  }, 120_000);
});

describe('an import', () => {
  /** An archive that somebody made. */
  const pack = async (entries: Readonly<Record<string, string>>, options: { readonly mode?: number } = {}) => {
    const file = path.join(await newFolder(), 'made.zip');
    const zip = new ZipFile();
    for (const [name, content] of Object.entries(entries)) {
      // The library packs no names that are no good.
      zip.addBuffer(Buffer.from(content), name.replaceAll('..', '!!'), options);
    }
    zip.end();
    await once(zip.outputStream.pipe(createWriteStream(file)), 'close');
    const bytes = await readFile(file, 'latin1');
    await writeFile(file, bytes.replaceAll('!!', '..'), 'latin1');
    return file;
  };
  const manifest = { 'manifest.json': '{"format":"rx-context-sync-emulator","formatVersion":1}' };
  const record = (id: string) => JSON.stringify({ id, number: 1, owner: '', name: 'n', state: 'available' });

  const bad: Readonly<Record<string, readonly [() => Promise<string>, string]>> = {
    'no file': [async () => path.join(await newFolder(), 'none.zip'), 'ENOENT'],
    'no archive': [
      async () => {
        const file = path.join(await newFolder(), 'text.zip');
        await writeFile(file, 'just text');
        return file;
      },
      'cannot be imported',
    ],
    'of something else': [() => pack({ 'readme.txt': 'hello' }), '"readme.txt" is nothing of an emulator'],
    'without a manifest': [() => pack({ 'contexts/c/a': 'a' }), 'it holds no state of this emulator'],
    'with a manifest of something else': [() => pack({ 'manifest.json': '{}' }), 'it holds no state of this emulator'],
    'of a later version': [
      () => pack({ 'manifest.json': '{"format":"rx-context-sync-emulator","formatVersion":2}' }),
      'its format has the version 2, and this emulator knows the version 1',
    ],
    'whose names escape': [() => pack({ ...manifest, 'contexts/../../../escaped': 'x' }), 'is not usable'],
    'whose names escape in disguise': [() => pack({ ...manifest, 'contexts/%2E%2E/x': 'x' }), 'is not usable'],
    'with a link': [
      () => pack({ ...manifest, 'contexts/c/l': '/etc/passwd' }, { mode: 0o120777 }),
      'is no file or folder, but a link or the like',
    ],
    'that has a file twice': [
      async () => {
        const file = await pack({ ...manifest, 'contexts/c/a': '1', 'contexts/c/b': '2' });
        await writeFile(file, (await readFile(file, 'latin1')).replaceAll('contexts/c/b', 'contexts/c/a'), 'latin1');
        return file;
      },
      'is there twice',
    ],
    'that has a file where a folder is': [
      () => pack({ ...manifest, 'contexts/c/a': '1', 'contexts/c/a/b': '2' }),
      'is there twice',
    ],
    'with what URLs are signed with': [
      () => pack({ ...manifest, 'state/secrets/urls.json': '"known"' }),
      'is nothing of an emulator',
    ],
    'with an id that leads elsewhere': [
      () => pack({ ...manifest, 'state/contexts/c.json': record('../../escaped') }),
      'what it says in "state/contexts/c.json" cannot be used',
    ],
    'with a session that is none': [
      () => pack({ ...manifest, 'state/sessions/s.json': '{"sessionId":"s"}' }),
      'what it says in "state/sessions/s.json" cannot be used',
    ],
    'that an emulator cannot be started on': [
      () => pack({ ...manifest, 'state/contexts/c.json': record('c'), 'contexts/c': 'a file' }),
      'EEXIST',
    ],
  };

  it.each(Object.keys(bad))('of an archive %s is refused, and nothing is changed', async (name) => {
    const [make, why] = bad[name] ?? [];
    const around = await newFolder();
    const emulator = await start({ dataDir: path.join(around, 'data') });
    const { context, session, folder } = await fillWorld(emulator);
    emulator.trouble({ operation: 'ListContexts', httpStatus: 429, times: 1 });
    await expect(emulator.import((await make?.()) ?? '')).rejects.toThrow(why);
    expect(emulator.journal.requests.length).toBeGreaterThan(0);
    expect(await clientOf(emulator).context.list()).toMatchObject({ success: false });
    expect(await contextsOf(emulator)).toEqual([{ id: context.id, name: 'my-data' }]);
    await writeFiles(folder, { 'b.txt': 'b' });
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    expect(await readFiles(emulator.contextFolder(context.id, '/data'))).toEqual({ 'a.txt': 'a', 'b.txt': 'b' });
    expect(readdirSync(around)).toEqual(['data']);
    expect(existsSync(path.join(emulator.dataDir, 'incoming'))).toBe(false);
    await expect.poll(() => discarded(emulator)).toEqual([]);
  });

  it('of an archive that is cut off or damaged anywhere is refused, or has what it should', async () => {
    const first = await start();
    const { context } = await fillWorld(first, { 'a.txt': 'a'.repeat(3000), 'b.txt': 'b' });
    const whole = await exported(first);
    const { size } = await stat(whole);
    const files = await readFiles(first.contextFolder(context.id));
    const second = await start();
    const damaged = path.join(await newFolder(), 'damaged.zip');
    let refused = 0;
    for (let round = 0; round < 60; round++) {
      await copyFile(whole, damaged);
      const at = Math.floor((size * round) / 60);
      if (round % 2 === 0) await truncate(damaged, at);
      else {
        const bytes = await readFile(damaged);
        bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
        await writeFile(damaged, bytes);
      }
      const error = await second.import(damaged).catch((thrown: unknown) => thrown as Error);
      if (error !== undefined) refused++;
      if (error === undefined) expect(await readFiles(second.contextFolder(context.id))).toEqual(files);
      else expect(error.message).toMatch(/^The archive cannot be imported: \S/);
    }
    // All that are cut off, and some of the damaged ones: what nobody reads can be anything.
    expect(refused).toBeGreaterThan(32);
  });

  it('of a zip bomb is refused before anything of it is unpacked', async () => {
    const emulator = await start();
    const file = await pack({ ...manifest, 'contexts/c/bomb': 'x'.repeat(1000) });
    // It says that it unpacks to 4 GB, a thousand times: of what lies on top of each other.
    const bytes = await readFile(file);
    const entry = bytes.indexOf('PK\x01\x02', bytes.indexOf('PK\x01\x02', 'latin1') + 1, 'latin1');
    const end = bytes.indexOf('PK\x05\x06', 'latin1');
    const copies = Array.from({ length: 1000 }, (_, index) => {
      const copy = Buffer.from(bytes.subarray(entry, end));
      copy.write(`contexts/c/b${String(index).padStart(3, '0')}`, 46);
      copy.writeUInt32LE(0xfffffff0, 24);
      return copy;
    });
    const directory = Buffer.concat([bytes.subarray(bytes.indexOf('PK\x01\x02', 'latin1'), entry), ...copies]);
    const tail = Buffer.from(bytes.subarray(end));
    tail.writeUInt16LE(1001, 8);
    tail.writeUInt16LE(1001, 10);
    tail.writeUInt32LE(directory.length, 12);
    const begin = tail.readUInt32LE(16);
    await writeFile(file, Buffer.concat([bytes.subarray(0, begin), directory, tail]));
    await expect(emulator.import(file)).rejects.toThrow(/it says to hold more than it does|there is room for/);
    await expect.poll(() => discarded(emulator)).toEqual([]);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'that is killed after %i of its steps leaves the old state, or the new one',
    async (steps) => {
      const donor = await start();
      const { context: wanted } = await fillWorld(donor, { 'new.txt': 'new' });
      const dataDir = await newFolder();
      const first = await startEmulator({ dataDir });
      const { context: old } = await fillWorld(first, { 'old.txt': 'old' });
      await first.close();
      // As an import does it.
      const place = path.join(dataDir, 'discarded/some-id');
      const staged = path.join(place, 'new');
      const folders = ['contexts', 'sessions', 'state'];
      for (const folder of folders) {
        await cp(path.join(donor.dataDir, folder), path.join(staged, folder), { recursive: true });
      }
      const incoming = path.join(dataDir, 'incoming');
      const moves: [string, string][] = [
        [staged, incoming],
        ...folders.flatMap((folder): [string, string][] => [
          [path.join(dataDir, folder), path.join(place, folder)],
          [path.join(incoming, folder), path.join(dataDir, folder)],
        ]),
      ];
      for (const [from, to] of moves.slice(0, steps)) renameSync(from, to);
      const second = await start({ dataDir });
      const isNew = steps > 0;
      expect(await contextsOf(second)).toEqual([{ id: (isNew ? wanted : old).id, name: 'my-data' }]);
      const files = await readFiles(second.contextFolder((isNew ? wanted : old).id, '/data'));
      expect(files).toEqual(isNew ? { 'new.txt': 'new' } : { 'old.txt': 'old' });
      expect(readdirSync(path.join(dataDir, 'sessions'))).toHaveLength(1);
      expect(existsSync(incoming)).toBe(false);
      await expect.poll(() => discarded(second)).toEqual([]);
    },
  );

  it('and an export that the emulator is closed in leave no folder', async () => {
    const donor = await start();
    await fillWorld(donor, Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}`, `${index}`])));
    const file = await exported(donor);
    for (let round = 0; round < 8; round++) {
      const emulator = await startEmulator();
      const to = path.join(await newFolder(), 'state.zip');
      const running = Promise.allSettled([emulator.import(file), emulator.import(file), emulator.export(to)]);
      await new Promise((resolve) => setTimeout(resolve, round * 10));
      await emulator.close();
      expect(existsSync(emulator.dataDir)).toBe(false);
      await running;
      expect(existsSync(emulator.dataDir)).toBe(false);
      expect(readdirSync(path.dirname(to)).filter((name) => name !== 'state.zip')).toEqual([]);
      await expect(emulator.import(file)).rejects.toThrow('The emulator is closed.');
      await expect(emulator.export(to)).rejects.toThrow('The emulator is closed.');
    }
  });
});

describe('the control of an emulator', () => {
  it('gives the whole state, and takes it, to whoever has a key', async () => {
    const apiKeys = ['one-of-the-keys'];
    const headers = { authorization: 'Bearer one-of-the-keys' };
    const first = await start({ apiKeys });
    const client = new AGB({ apiKey: 'one-of-the-keys', endpoint: first.url });
    const { context } = unwrap(await client.context.create('mine'));
    await writeFiles(first.contextFolder(context.id), { a: 'a'.repeat(100_000) });
    expect((await fetch(`${first.url}/_emulator/export`)).status).toBe(400);
    const answer = await fetch(`${first.url}/_emulator/export`, { headers });
    expect(answer.headers.get('content-type')).toBe('application/zip');
    const body = await answer.blob();
    expect(Number(answer.headers.get('content-length'))).toBe(body.size);

    const second = await start({ apiKeys });
    const put = (what: Blob, more: Record<string, string> = {}) =>
      fetch(`${second.url}/_emulator/import`, { method: 'PUT', headers: { ...headers, ...more }, body: what });
    expect((await put(body, { origin: 'http://localhost:5173' })).status).toBe(403);
    const refused = await put(body.slice(0, body.size - 100));
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ success: false, message: /^The archive cannot be imported: / });
    expect(await (await put(body)).json()).toMatchObject({ success: true });
    const again = new AGB({ apiKey: 'one-of-the-keys', endpoint: second.url });
    expect(unwrap(await again.context.list()).contexts).toMatchObject([{ id: context.id }]);
    expect(await readFiles(second.contextFolder(context.id))).toEqual({ a: 'a'.repeat(100_000) });
    expect((await fetch(`${second.url}/_emulator/import`, { headers })).status).toBe(404);
    await expect.poll(() => discarded(second)).toEqual([]);
  });
});
