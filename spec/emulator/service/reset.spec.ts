import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { AgentBay, contextSync, unwrap } from '../../../src/index.js';
import { writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { newFolder } from '../../support/newFolder.js';

const fast = { retryInterval: 20 };

const start = async (options: EmulatorOptions = {}) => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

const clientOf = ({ url }: Emulator) => new AgentBay({ apiKey: 'any-key', endpoint: url });

/** A context with a file, and a session that mounts it. */
const fillWorld = async (emulator: Emulator) => {
  const client = clientOf(emulator);
  const { context } = unwrap(await client.context.create('my-data'));
  const { session } = unwrap(await client.create({ contextSyncs: [contextSync(context.id, '/data')], ...fast }));
  const folder = emulator.sessionFolder(session.sessionId, '/data');
  await writeFiles(folder, { a: 'a' });
  unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
  return { client, context, session, folder };
};

const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

describe('an emulator that is reset', () => {
  it('begins anew though somebody goes on writing in a session', async () => {
    const emulator = await start();
    const { client, folder } = await fillWorld(emulator);
    const state = { isWriting: true };
    const writing = Promise.all(
      Array.from({ length: 4 }, async (_, writer) => {
        for (let index = 0; state.isWriting; index++) {
          const below = path.join(folder, `${writer}`, `${index % 50}`);
          await mkdir(below, { recursive: true }).catch(() => undefined);
          await writeFile(path.join(below, `${index}`), 'x').catch(() => undefined);
        }
      }),
    );
    try {
      await emulator.reset();
      expect(unwrap(await client.context.list()).contexts).toEqual([]);
      await fillWorld(emulator);
    } finally {
      state.isWriting = false;
      await writing;
    }
  });

  it('goes on as it was where that fails, and can be reset later', async () => {
    const dataDir = await newFolder();
    const emulator = await start({ dataDir });
    const { client, context, session, folder } = await fillWorld(emulator);
    renameSync(dataDir, `${dataDir}-away`);
    writeFileSync(dataDir, '');
    await expect(emulator.reset()).rejects.toThrow('ENOTDIR');
    rmSync(dataDir);
    renameSync(`${dataDir}-away`, dataDir);
    expect(unwrap(await client.context.list()).contexts).toMatchObject([{ id: context.id }]);
    await writeFiles(folder, { b: 'b' });
    expect(await session.context.sync({ ...fast, mode: 'upload' })).toMatchObject({ state: 'succeeded' });
    expect(await readFiles(emulator.contextFolder(context.id, '/data'))).toEqual({ a: 'a', b: 'b' });
    await emulator.reset();
    expect(unwrap(await client.context.list()).contexts).toEqual([]);
  });

  it('begins anew in a folder that somebody emptied', async () => {
    const dataDir = await newFolder();
    const emulator = await start({ dataDir });
    const { client } = await fillWorld(emulator);
    for (const entry of readdirSync(dataDir)) rmSync(path.join(dataDir, entry), { recursive: true });
    await emulator.reset();
    expect(unwrap(await client.context.list()).contexts).toEqual([]);
    await fillWorld(emulator);
  });

  it('leaves nothing of a world, be it while it is asked, written to, and syncs, or twice at once', async () => {
    const dataDir = await newFolder();
    const emulator = await start({ dataDir, fileDelay: 1 });
    const client = clientOf(emulator);
    const state = { isDone: false };
    const using = Promise.all(
      Array.from({ length: 3 }, async (_, worker) => {
        for (let index = 0; !state.isDone; index++) {
          const { context } = await client.context.create(`${worker}-${index}`);
          if (context === undefined) continue;
          await client.context.uploadFile(context.id, '/a', new Blob(['a'.repeat(100_000)]));
          const { session } = await client.create({ contextSyncs: [contextSync(context.id, '/data')], ...fast });
          if (session === undefined) continue;
          await session.context.start({ mode: 'upload', timeout: 1000 });
          await client.context.clear(context.id, { ...fast, timeout: 200 });
          await client.context.delete(context.id);
        }
      }),
    );
    for (let round = 0; round < 10; round++) {
      await new Promise((resolve) => setTimeout(resolve, round * 5));
      await Promise.all([emulator.reset(), emulator.reset()]);
    }
    state.isDone = true;
    await using;
    const idsIn = (kind: string) => namesIn(path.join(dataDir, 'state', kind)).map((file) => path.parse(file).name);
    await expect
      .poll(() => namesIn(path.join(dataDir, 'contexts')).filter((id) => !idsIn('contexts').includes(id)))
      .toEqual([]);
    expect(namesIn(path.join(dataDir, 'sessions')).filter((id) => !idsIn('sessions').includes(id))).toEqual([]);
    await expect.poll(() => namesIn(path.join(dataDir, 'discarded'))).toEqual([]);
  });

  it.each([0, 1, 2, 3, 4])(
    'and crashes after %i of its folders were put aside has the old world, or none of it',
    async (moved) => {
      const dataDir = await newFolder();
      const first = await startEmulator({ dataDir });
      const { context, session } = await fillWorld(first);
      await first.close();
      // As a reset does it, and is killed.
      const aside = path.join(dataDir, 'discarded/some-id');
      mkdirSync(aside, { recursive: true });
      for (const folder of ['state', 'contexts', 'sessions', 'scratch'].slice(0, moved)) {
        renameSync(path.join(dataDir, folder), path.join(aside, folder));
      }
      const second = await start({ dataDir });
      expect(unwrap(await clientOf(second).context.list()).contexts).toHaveLength(moved === 0 ? 1 : 0);
      const left = moved === 0 ? [[context.id], [session.sessionId]] : [[], []];
      expect([namesIn(path.join(dataDir, 'contexts')), namesIn(path.join(dataDir, 'sessions'))]).toEqual(left);
      await expect.poll(() => namesIn(path.join(dataDir, 'discarded'))).toEqual([]);
    },
  );
});

describe('an emulator that is closed', () => {
  it('while it is reset leaves no folder', async () => {
    for (let round = 0; round < 8; round++) {
      const emulator = await startEmulator();
      await fillWorld(emulator);
      const resetting = Promise.all([emulator.reset(), emulator.reset()]);
      await emulator.close();
      expect(existsSync(emulator.dataDir)).toBe(false);
      await resetting;
      expect(existsSync(emulator.dataDir)).toBe(false);
    }
  });

  it('while somebody writes leaves no folder but what is written later', async () => {
    const emulator = await startEmulator();
    const { folder } = await fillWorld(emulator);
    const state = { isWriting: true };
    const writing = (async () => {
      for (let index = 0; state.isWriting; index++) {
        await writeFile(path.join(folder, `${index}`), 'x').catch(() => undefined);
      }
    })();
    await emulator.close();
    expect(existsSync(emulator.dataDir)).toBe(false);
    state.isWriting = false;
    await writing;
  });

  it('is not reset any more, and says so', async () => {
    const emulator = await startEmulator();
    const closing = emulator.close();
    await expect(emulator.reset()).rejects.toThrow('The emulator is closed.');
    await closing;
    await expect(emulator.reset()).rejects.toThrow('The emulator is closed.');
    expect(existsSync(emulator.dataDir)).toBe(false);
  });

  it('twice is closed when both say so', async () => {
    const emulator = await startEmulator();
    const { folder } = await fillWorld(emulator);
    for (let index = 0; index < 300; index++) await writeFiles(folder, { [`${index % 10}/${index}`]: 'x' });
    void emulator.close();
    await emulator.close();
    expect(existsSync(emulator.dataDir)).toBe(false);
  });

  it('leaves nothing that keeps its process from its end, whatever was under way', async () => {
    const emulatorEntry = path.resolve(import.meta.dirname, '../../../dist/esm/emulator/index.js');
    const code = `
      import { startEmulator } from ${JSON.stringify(pathToFileURL(emulatorEntry).href)};
      const emulator = await startEmulator({ taskDelay: 60_000 });
      const ask = async (action, form) => {
        const body = new URLSearchParams({ Authorization: 'Bearer k', ...form });
        return (await (await fetch(emulator.url + '/?Action=' + action, { method: 'POST', body })).json()).Data;
      };
      const { Id } = await ask('GetContext', { Name: 'c', AllowCreate: 'true' });
      const mounts = JSON.stringify([{ contextId: Id, path: '/data' }]);
      await ask('CreateMcpSession', { PersistenceDataList: mounts });
      await ask('ClearContext', { Id });
      emulator.trouble({ operation: 'ListContexts', connection: 'hang' });
      emulator.trouble({ operation: 'ListSession', delay: 60_000 });
      const open = [];
      const leave = (promise) => open.push(promise.catch(() => undefined));
      leave(ask('ListContexts', {}));
      leave(ask('ListSession', {}));
      const { Url } = await ask('GetContextFileUploadUrl', { ContextId: Id, FilePath: '/a' });
      const body = new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(9)) });
      leave(fetch(Url, { method: 'PUT', duplex: 'half', body }));
      while (emulator.journal.requests.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
      await Promise.all([emulator.reset(), emulator.close(), emulator.close()]);
      await Promise.all(open);
      console.log('closed');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let told = '';
    child.stdout.on('data', (text) => (told += String(text)));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(told).toBe('closed\n');
  });
});
