import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { filter, firstValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../../src/emulator/index.js';
import { AgentBay, AGB, contextSync, unwrap, type ContextStatusData } from '../../../src/index.js';
import { writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';
import { newFolder } from '../../support/newFolder.js';

const fast = { retryInterval: 20 };

const client = (endpoint: string) => new AGB({ apiKey: 'k', endpoint });

/** How often it is killed, at least: `npm run explore` does it more often. */
const kills = process.env['EXPLORE'] === undefined ? 24 : 100;

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

  it('goes on with the same task, for who saw it run before', async () => {
    const dataDir = await newFolder();
    let now = Date.UTC(2026, 0, 1);
    const clock = () => now;
    const first = await startEmulator({ dataDir, fileDelay: 60_000, clock });
    const agb = client(first.url);
    const { context } = unwrap(await agb.context.create('one'));
    const contextSyncs = [contextSync(context.id, '/data')];
    const { session } = unwrap(await agb.create({ imageId: 'i', contextSyncs, retryInterval: 20 }));
    await writeFiles(first.sessionFolder(session.sessionId, '/data'), { 'a.txt': 'a' });
    const { handle } = await firstValueFrom(
      session.context.sync$({ ...fast, mode: 'upload' }).pipe(filter(({ progress }) => progress.total > 0)),
    );
    await expect
      .poll(async () => (await session.context.info({ taskType: 'upload' })).contextStatusData[0]?.status)
      .toBe('Running');
    const seen = unwrap(await session.context.info({ taskType: 'upload' })).contextStatusData;
    await first.close();

    now += 3_600_000;
    const second = await startEmulator({ dataDir, clock });
    onTestFinished(() => second.close());
    const result = await client(second.url)
      .session(session.sessionId)
      .context.follow({ ...handle, seen }, fast);
    expect(result).toMatchObject({ state: 'succeeded', progress: { total: 1 } });
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

  /**
   * Starts an emulator in a process of its own, which may be let write files of so many blocks only, or crash at a moment of
   * the next writing of what is known of a session.
   */
  const start = async (dataDir: string, { blocks = 'unlimited', taskDelay = 0, crash = '' } = {}) => {
    const program = [process.execPath, 'spec/support/emulatorProcess.js', dataDir, String(taskDelay), crash];
    const child = spawn('sh', ['-c', `ulimit -f ${blocks} && exec "$0" "$@"`, ...program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    const isOver = exited.then(() => Promise.reject(new Error('It ended before it listened.')));
    isOver.catch(() => undefined);
    const [url] = (await Promise.race([once(child.stdout, 'data'), isOver])) as [Buffer];
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL');
      await exited;
    };
    return { url: String(url).trim(), kill };
  };

  /** What the service says to a form, and how it was. */
  const ask = async (url: string, action: string, form: Record<string, string>) => {
    const body = new URLSearchParams({ Authorization: 'Bearer k', ...form });
    const response = await fetch(`${url}/?Action=${action}`, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as { Code: string; Data: Record<string, string> } };
  };

  /** The label of a session that counts. */
  const countOf = async (url: string, SessionId: string): Promise<number> => {
    const { Labels = '' } = (await ask(url, 'GetLabel', { SessionId })).body.Data;
    return Number((JSON.parse(Labels) as { count: string }).count);
  };

  /** An emulator that has a session, of which it knows something long. */
  const startWithLong = async (dataDir: string) => {
    const emulator = await start(dataDir);
    const { Id = '' } = (await ask(emulator.url, 'GetContext', { Name: 'c', AllowCreate: 'true' })).body.Data;
    // What is long takes long to be written; and nothing else is written.
    const policy = JSON.stringify({ downloadPolicy: { autoDownload: false }, long: 'x'.repeat(2 ** 22) });
    const { SessionId = '' } = (
      await ask(emulator.url, 'CreateMcpSession', {
        PersistenceDataList: JSON.stringify([{ contextId: Id, path: '/data', policy }]),
        Labels: '{"count":"1000"}',
      })
    ).body.Data;
    return { emulator, SessionId };
  };

  it('at any moment of writing what it knows, knows all that it answered, and starts', async () => {
    const dataDir = await newFolder();
    const { emulator: first, SessionId } = await startWithLong(dataDir);
    let emulator = first;
    const stateFile = path.join(dataDir, 'state/sessions', `${SessionId}.json`);
    const folder = path.dirname(stateFile);
    const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const whole = sizeOf(stateFile);
    let last = 1000;

    for (let round = 0; round < kills / 3; round++) {
      const { url, kill } = emulator;
      const state = { isOver: false };
      const counting = (async () => {
        while (!state.isOver) {
          const { status } = await ask(url, 'SetLabel', {
            SessionId,
            Labels: JSON.stringify({ count: `${last + 1}` }),
          });
          expect(status).toBe(200);
          last++;
        }
      })().catch((error: unknown) => {
        if (!state.isOver) throw error;
      });
      const begun = last;
      while (last < begun + 1) await sleep(1);
      // As soon as what is kept is not whole; else in the midst of what is written beside it, or at any time.
      const isBetween = () => sizeOf(stateFile) !== whole || (round % 2 === 0 && readdirSync(folder).length > 1);
      const until = performance.now() + (round % 2 === 0 ? 1000 : Math.random() * 60);
      while (performance.now() < until && !isBetween()) await new Promise(setImmediate);
      state.isOver = true;
      await kill();
      await counting;
      emulator = await start(dataDir);
      const found = await countOf(emulator.url, SessionId);
      expect([last, last + 1]).toContain(found);
      last = found;
    }
  });

  // A kill from without comes at these by chance: on a machine that is busy, once in a hundred times.
  it('at each moment of one writing of it, knows what was before or what was to be, and starts', async () => {
    const dataDir = await newFolder();
    const { emulator: first, SessionId } = await startWithLong(dataDir);
    await first.kill();
    const kept = `${SessionId}.json`;
    const list = () => readdirSync(path.join(dataDir, 'state/sessions')).sort();
    let last = 1000;
    for (const [crash, isKept, left] of [
      ['unwritten', false, [kept]],
      ['half', false, [kept, `${kept}.aside`]],
      ['aside', false, [kept, `${kept}.aside`]],
      ['renamed', true, [kept]],
    ] as const) {
      const emulator = await start(dataDir, { crash });
      expect(await countOf(emulator.url, SessionId)).toBe(last);
      expect(list()).toEqual([kept]);
      const Labels = JSON.stringify({ count: `${last + 1}` });
      await expect(ask(emulator.url, 'SetLabel', { SessionId, Labels })).rejects.toThrow();
      await emulator.kill();
      expect(list()).toEqual(left);
      if (isKept) last++;
    }
    const { url } = await start(dataDir);
    expect(await countOf(url, SessionId)).toBe(1001);
  });

  it.each([1, 8, 20])(
    'and was cut off after %i blocks of what it wrote, knows all that it answered',
    async (blocks) => {
      const dataDir = await newFolder();
      // What is not over is resumed at the start, and that is to be kept.
      const first = await start(dataDir, { taskDelay: 60_000 });
      const { Id = '' } = (await ask(first.url, 'GetContext', { Name: 'c', AllowCreate: 'true' })).body.Data;
      const policy = JSON.stringify({ long: 'x'.repeat(20_000) });
      const { SessionId = '' } = (
        await ask(first.url, 'CreateMcpSession', {
          PersistenceDataList: JSON.stringify([{ contextId: Id, path: '/data', policy }]),
          Labels: '{"count":"0"}',
        })
      ).body.Data;
      await first.kill();

      const second = await start(dataDir, { blocks: String(blocks) });
      const refused = await ask(second.url, 'SetLabel', { SessionId, Labels: '{"count":"1"}' });
      expect(refused).toMatchObject({ status: 503, body: { Code: 'ServiceUnavailable' } });
      expect(await ask(second.url, 'GetContext', { Name: 'small', AllowCreate: 'true' })).toMatchObject({
        status: 200,
      });
      expect(await countOf(second.url, SessionId)).toBe(0);
      await second.kill();

      const third = await start(dataDir);
      expect(await countOf(third.url, SessionId)).toBe(0);
      expect(await ask(third.url, 'GetContext', { Name: 'small' })).toMatchObject({ status: 200 });
      expect(await ask(third.url, 'SetLabel', { SessionId, Labels: '{"count":"1"}' })).toMatchObject({ status: 200 });
    },
  );

  it('in the midst of what a tool writes, leaves no half file, and all that it answered', async () => {
    const dataDir = await newFolder();
    let emulator = await start(dataDir);
    const { SessionId = '' } = (await ask(emulator.url, 'CreateMcpSession', {})).body.Data;
    const scratch = path.join(dataDir, 'scratch');
    const whole = (version: number): string => `${version} `.repeat(500_000);
    const seen = { midst: 0 };
    let last = 0;
    for (let round = 0; round < kills / 4 || (seen.midst < 3 && round < 100); round++) {
      const { url, kill } = emulator;
      const killing = new AbortController();
      const writing = (async () => {
        for (;;) {
          const Args = JSON.stringify({ path: '/f', content: whole(last + 1) });
          const { body } = await ask(url, 'CallMcpTool', { SessionId, Name: 'write_file', Args });
          expect(body.Data).toMatchObject({ isError: false });
          last++;
        }
      })().catch((error: unknown) => {
        if (!killing.signal.aborted) throw error;
      });
      const begun = last;
      while (last < begun + 1) await sleep(1);
      // As soon as something is written aside.
      while (readdirSync(scratch).length === 0) await new Promise(setImmediate);
      killing.abort();
      await kill();
      await writing;
      if (readdirSync(scratch).length > 0) seen.midst++;
      const content = readFileSync(path.join(dataDir, 'sessions', SessionId, 'f'), 'utf8');
      const version = Number(content.split(' ')[0]);
      expect([last, last + 1]).toContain(version);
      expect(content === whole(version)).toBe(true);
      last = version;
      emulator = await start(dataDir);
      await expect.poll(() => readdirSync(scratch)).toEqual([]);
    }
    // Else the crashes came too early or too late to prove anything.
    expect(seen.midst).toBeGreaterThan(2);
  });

  it('in the midst of copies, many times, leaves no half file, and no success that is none', async () => {
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

    for (let round = 1; round <= kills; round++) {
      unwrap(await client(emulator.url).session(session.sessionId).context.start({ mode: 'upload', baseline: false }));
      await sleep(Math.random() * 30);
      await emulator.kill();
      const kept = JSON.parse(readFileSync(stateFile, 'utf8')) as { tasks: readonly ContextStatusData[] };
      const found = versions();
      expect(statuses(kept.tasks).length).toBeGreaterThan(0);
      const isDone = statuses(kept.tasks).every((status) => status === 'Success');
      if (isDone) expect(found).toEqual(names.map(() => round));
      seen[isDone ? 'done' : 'unfinished']++;
      if (round < kills) await write(round + 1);
      emulator = await start(dataDir);
    }

    // What was not finished was resumed, and came to its end.
    const { context: mounted } = client(emulator.url).session(session.sessionId);
    const ends = async () => new Set(statuses((await mounted.info()).contextStatusData));
    await expect.poll(ends).toEqual(new Set(['Success']));
    expect(versions()).toEqual(names.map(() => kills));
    expect(readdirSync(path.dirname(stateFile))).toEqual([path.basename(stateFile)]);
    // Else the crashes came too early or too late to prove anything.
    expect(seen.unfinished).toBeGreaterThan(kills / 10);
  });

  it('in the midst of imports and exports, has the one state or the other, and no half archive', async () => {
    const dataDir = await newFolder();
    let emulator = await start(dataDir);
    const control = (verb: string, init: RequestInit = {}) => fetch(`${emulator.url}/_emulator/${verb}`, init);
    const contentsOf = (version: string) => Object.fromEntries(names.map((name) => [name, `${name} ${version}`]));
    const states: Record<string, Blob> = {};
    for (const name of ['one', 'other']) {
      await control('reset', { method: 'POST' });
      const { context } = unwrap(await client(emulator.url).context.create(name));
      const contextSyncs = [contextSync(context.id, '/data')];
      const { session } = unwrap(await client(emulator.url).create({ imageId: 'i', contextSyncs, ...fast }));
      await writeFiles(path.join(dataDir, 'sessions', session.sessionId, 'data'), contentsOf(name));
      unwrap(await session.context.sync({ ...fast, mode: 'upload' }));
      states[name] = await (await control('export')).blob();
    }
    const seen: Record<string, number> = { one: 0, other: 0, between: 0 };
    let last = 'other';

    for (let round = 0; round < kills / 3; round++) {
      const next = last === 'one' ? 'other' : 'one';
      const exporting = control('export')
        .then((answer) => answer.blob())
        .catch(() => undefined);
      const importing = control('import', { method: 'PUT', body: states[next] ?? null }).catch(() => undefined);
      if (round % 3 === 0) await sleep(Math.random() * 100);
      else {
        // While it is put in place, which takes no time.
        const until = performance.now() + 1000;
        while (performance.now() < until && !existsSync(path.join(dataDir, 'incoming')))
          await new Promise(setImmediate);
      }
      await emulator.kill();
      if (existsSync(path.join(dataDir, 'incoming'))) seen['between'] = (seen['between'] ?? 0) + 1;
      await importing;
      const file = await exporting;
      emulator = await start(dataDir);
      const { contexts } = unwrap(await client(emulator.url).context.list());
      expect(contexts).toHaveLength(1);
      last = contexts[0]?.name ?? '';
      seen[last] = (seen[last] ?? 0) + 1;
      expect(await readFiles(path.join(dataDir, 'contexts', contexts[0]?.id ?? '', 'data'))).toEqual(contentsOf(last));
      expect(readdirSync(path.join(dataDir, 'contexts'))).toEqual([contexts[0]?.id]);
      expect(readdirSync(path.join(dataDir, 'sessions'))).toHaveLength(1);
      expect(existsSync(path.join(dataDir, 'incoming'))).toBe(false);
      if (file !== undefined) {
        const answer = await control('import', { method: 'PUT', body: file });
        expect(await answer.json()).toMatchObject({ success: true });
        last = unwrap(await client(emulator.url).context.list()).contexts[0]?.name ?? '';
      }
    }
    await emulator.kill();
    emulator = await start(dataDir);
    await expect.poll(() => readdirSync(path.join(dataDir, 'discarded'))).toEqual([]);
    // Else the crashes came too early or too late to prove anything.
    expect(seen['one']).toBeGreaterThan(0);
    expect(seen['other']).toBeGreaterThan(0);
  });
});
