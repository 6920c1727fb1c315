import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/index.js';
import { AgentBay, AGB, contextSync, unwrap, type ContextStatusData } from '../../src/index.js';
import { writeFiles } from '../support/emulated.js';
import { readFiles } from '../support/readFiles.js';

const fast = { retryInterval: 20 };

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
};

const client = (endpoint: string) => new AGB({ apiKey: 'k', endpoint });

describe('an emulator that is started again', () => {
  it('knows contexts, sessions, bindings, labels and files', async () => {
    const dataDir = await newFolder();
    const first = await startEmulator({ dataDir });
    const { context } = unwrap(await client(first.url).context.get('my-data', { create: true }));
    const contextSyncs = [contextSync(context.id, '/data')];
    const { session } = unwrap(
      await client(first.url).create({ imageId: 'i', labels: { a: 'b' }, contextSyncs, ...fast }),
    );
    await writeFiles(first.sessionFolder(session.sessionId, '/data'), { 'a.txt': 'a' });
    unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
    const { contextStatusData } = unwrap(await session.context.info());
    await first.close();

    const second = await startEmulator({ dataDir });
    onTestFinished(() => second.close());
    const { lastUsedTime: _used, ...kept } = context;
    expect(unwrap(await client(second.url).context.get('my-data')).context).toMatchObject(kept);
    expect(unwrap(await client(second.url).list({ labels: { a: 'b' } })).sessions).toMatchObject([
      { status: 'RUNNING' },
    ]);
    const again = client(second.url).session(session.sessionId);
    expect(unwrap(await again.context.info()).contextStatusData).toEqual(contextStatusData);
    const bay = new AgentBay({ apiKey: 'k', endpoint: second.url }).session(session.sessionId);
    expect(unwrap(await bay.context.listBindings()).bindings).toMatchObject([{ contextId: context.id, path: '/data' }]);
    expect(await readFiles(second.contextFolder(context.id, '/data'))).toEqual({ 'a.txt': 'a' });
    await writeFiles(second.sessionFolder(session.sessionId, '/data'), { 'b.txt': 'b' });
    unwrap(await again.context.sync({ ...fast, mode: 'upload' }));
    expect(await readFiles(second.contextFolder(context.id, '/data'))).toEqual({ 'a.txt': 'a', 'b.txt': 'b' });
  });

  it('goes on with the task that ran, with a release, and with a clearing', async () => {
    const dataDir = await newFolder();
    const first = await startEmulator({ dataDir, taskDelay: 60_000 });
    const agb = client(first.url);
    const { context } = unwrap(await agb.context.get('one', { create: true }));
    const { context: other } = unwrap(await agb.context.get('other', { create: true }));
    const make = async () =>
      unwrap(
        await agb.create({ imageId: 'i', contextSyncs: [contextSync(context.id, '/data')], waitForDownloads: false }),
      ).session;
    const [running, released] = [await make(), await make()];
    await writeFiles(first.sessionFolder(running.sessionId, '/data'), { 'a.txt': 'a' });
    await writeFiles(first.sessionFolder(released.sessionId, '/data'), { 'b.txt': 'b' });
    await writeFiles(first.contextFolder(other.id), { 'c.txt': 'c' });
    const { handle } = unwrap(await running.context.start({ mode: 'upload' }));
    await fetch(`${first.url}/mcp/releaseSession`, {
      method: 'POST',
      headers: { authorization: 'Bearer k' },
      body: JSON.stringify({ sessionId: released.sessionId }),
    });
    await fetch(`${first.url}/sdk/ClearContext?id=${other.id}`, {
      method: 'POST',
      headers: { authorization: 'Bearer k' },
    });
    expect(unwrap(await agb.context.clearStatus(other.id)).state).toBe('clearing');
    await first.close();

    const second = await startEmulator({ dataDir });
    onTestFinished(() => second.close());
    const result = await client(second.url).session(running.sessionId).context.follow(handle, fast);
    expect(result).toMatchObject({ state: 'succeeded', contextStatusData: [{ status: 'Success' }] });
    await expect
      .poll(async () => (await client(second.url).session(released.sessionId).info()).error?._tag)
      .toBe('NotFound');
    await expect.poll(async () => (await client(second.url).context.clearStatus(other.id)).state).toBe('available');
    expect(await readFiles(second.contextFolder(context.id, '/data'))).toEqual({ 'a.txt': 'a', 'b.txt': 'b' });
    expect(await readFiles(second.contextFolder(other.id))).toEqual({});
    expect(existsSync(path.join(dataDir, 'sessions', released.sessionId))).toBe(false);
  });

  it('deletes what it had begun to delete', async () => {
    const dataDir = await newFolder();
    const first = await startEmulator({ dataDir });
    const { context } = unwrap(await client(first.url).context.create('gone'));
    const folder = first.contextFolder(context.id);
    await writeFiles(folder, { 'a.txt': 'a' });
    await first.close();
    const stateFile = path.join(dataDir, 'state/contexts', `${context.id}.json`);
    const state = JSON.parse(readFileSync(stateFile, 'utf8')) as object;
    // As it is kept while the files of a context go.
    await writeFile(stateFile, JSON.stringify({ ...state, state: 'deleting' }));

    const second = await startEmulator({ dataDir });
    onTestFinished(() => second.close());
    expect((await client(second.url).context.get('gone')).error?._tag).toBe('NotFound');
    await expect.poll(() => existsSync(folder)).toBe(false);
    await expect.poll(() => existsSync(stateFile)).toBe(false);
  });

  it('refuses a folder that another one has, and takes it when that is closed', async () => {
    const dataDir = await newFolder();
    const first = await startEmulator({ dataDir });
    await expect(startEmulator({ dataDir })).rejects.toThrow(`${dataDir} is in use by another emulator`);
    await first.close();
    await (await startEmulator({ dataDir })).close();
  });
});

describe('an emulator that is killed', () => {
  const names = Array.from({ length: 40 }, (_, index) => `${index % 5}/${index}.txt`);
  const contentOf = (name: string, version: number): string => `${name} ${version} `.repeat(100);

  /** Starts an emulator in a process of its own. */
  const start = async (dataDir: string) => {
    const child = spawn(process.execPath, ['spec/support/emulatorProcess.js', dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [url] = (await once(child.stdout, 'data')) as [Buffer];
    const kill = async (): Promise<void> => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    };
    return { url: String(url).trim(), kill };
  };

  it('in the midst of copies, a hundred times, leaves no half file, and no success that is none', async () => {
    const dataDir = await newFolder();
    let emulator = await start(dataDir);
    const { context } = unwrap(await client(emulator.url).context.get('my-data', { create: true }));
    const contextSyncs = [contextSync(context.id, '/data')];
    const { session } = unwrap(await client(emulator.url).create({ imageId: 'i', contextSyncs, ...fast }));
    const here = path.join(dataDir, 'sessions', session.sessionId, 'data');
    const there = path.join(dataDir, 'contexts', context.id, 'data');
    const stateFile = path.join(dataDir, 'state/sessions', `${session.sessionId}.json`);
    // Only while no emulator reads them: a file that is changed while it is copied has no one content.
    const write = async (version: number): Promise<void> => {
      for (const folder of ['0', '1', '2', '3', '4']) await mkdir(path.join(here, folder), { recursive: true });
      for (const name of names) await writeFile(path.join(here, name), contentOf(name, version));
    };
    /** The versions of the files in the context; each is whole. */
    const versions = (): readonly number[] =>
      names
        .map((name) => [name, path.join(there, name)] as const)
        .filter(([, file]) => existsSync(file))
        .map(([name, file]) => {
          const content = readFileSync(file, 'utf8');
          const version = Number(content.split(' ')[1]);
          expect(content).toBe(contentOf(name, version));
          return version;
        });
    const statuses = (tasks: readonly ContextStatusData[]): readonly string[] =>
      tasks.filter(({ taskType }) => taskType === 'upload').map(({ status }) => status);
    const seen = { done: 0, unfinished: 0 };
    await write(1);

    for (let round = 1; round <= 100; round++) {
      unwrap(await client(emulator.url).session(session.sessionId).context.start({ mode: 'upload', baseline: false }));
      await sleep(Math.random() * 30);
      await emulator.kill();
      const kept = JSON.parse(readFileSync(stateFile, 'utf8')) as { tasks: readonly ContextStatusData[] };
      const found = versions();
      expect(statuses(kept.tasks).length).toBeGreaterThan(0);
      const isDone = statuses(kept.tasks).every((status) => status === 'Success');
      if (isDone) expect(found).toEqual(names.map(() => round));
      seen[isDone ? 'done' : 'unfinished']++;
      if (round < 100) await write(round + 1);
      emulator = await start(dataDir);
    }

    // What was not finished was resumed, and came to its end.
    const { context: mounted } = client(emulator.url).session(session.sessionId);
    const ends = async () => new Set(statuses((await mounted.info()).contextStatusData));
    await expect.poll(ends).toEqual(new Set(['Success']));
    expect(versions()).toEqual(names.map(() => 100));
    expect(readdirSync(path.dirname(stateFile))).toEqual([path.basename(stateFile)]);
    // Else the crashes came too early or too late to prove anything.
    expect(seen.unfinished).toBeGreaterThan(10);
  });
});
