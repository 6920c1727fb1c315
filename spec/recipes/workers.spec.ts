import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../../src/emulator/index.js';
import { AGB, contextSync, unwrap } from '../../src/index.js';
import { openBrowser } from '../support/browser.js';
import { describeWithRedis } from '../support/redis.js';
import { succeeded, task } from '../support/tasks.js';
import { buildRecipes, type BuiltRecipes } from './builtRecipes.js';
import { serverProcess, type ServerProcess } from './ServerProcess.js';
import { startSite, type Site } from './startSite.js';

const folders = ['/home/documents', '/home/music', '/home/pictures'];

/** When the tasks begin of which the service is made to tell: they are none that it knows already. */
const startTime = 4_000_000_000;

const apiKey = 'a-key-that-no-page-has';

describeWithRedis('the recipe for workers', (redis) => {
  let built: BuiltRecipes;
  let browser: Browser;
  let emulator: Emulator;
  let contextIds: readonly string[];
  let servers: readonly ServerProcess[];
  let sites: readonly Site[];
  const workers: { readonly kill: () => Promise<unknown> }[] = [];
  const errors: string[] = [];
  beforeAll(async () => {
    [built, browser, emulator] = await Promise.all([
      buildRecipes(['plain'], ['workers', 'worker']),
      openBrowser(),
      startEmulator(),
    ]);
    const agb = new AGB({ apiKey, endpoint: emulator.url, pacing: 20 });
    const contexts = await Promise.all(folders.map((folder) => agb.context.create(folder.replaceAll('/', '-'))));
    contextIds = contexts.map((created) => unwrap(created).context.id);
    const contextSyncs = contextIds.map((id, index) => contextSync(id, folders[index] ?? ''));
    const { sessionId } = unwrap(await agb.create({ imageId: 'any', contextSyncs })).session;
    // No key: only the workers have it.
    const env = {
      REDIS_URL: redis().connection.url,
      QUEUE_PREFIX: redis().prefix,
      SESSION_ID: sessionId,
      PAGE_FOLDER: built.pageOf('plain'),
    };
    const program = built.programOf('workers');
    servers = await Promise.all([serverProcess(program, env), serverProcess(program, env)]);
    await Promise.all(servers.map((server) => server.start()));
    sites = await Promise.all(servers.map(({ port }) => startSite(built.pageOf('plain'), port)));
  });
  afterAll(async () => {
    await Promise.all([...workers, ...servers].map((running) => running.kill()));
    await Promise.all([browser, emulator, built, ...sites].map((open) => open.close()));
    expect(errors).toEqual([]);
  });

  const startWorker = () => {
    const { connection, prefix } = redis();
    const env = {
      REDIS_URL: connection.url,
      QUEUE_PREFIX: prefix,
      AGB_API_KEY: apiKey,
      AGB_ENDPOINT: emulator.url,
      AGB_PACING_MS: '50',
    };
    const worker = spawn(process.execPath, [built.programOf('worker')], { env, stdio: 'inherit' });
    const ended = once(worker, 'exit') as Promise<[number | null, string | null]>;
    const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
      worker.kill(signal);
      return ended;
    };
    workers.push({ kill: () => end('SIGKILL') });
    return { end };
  };

  /** The service says of the next sync that so many of its tasks ended, until it is told otherwise. */
  const say = (count: number, after = 0): void => {
    const tasks = folders.map((path, index) =>
      (index < count ? succeeded : task)({ contextId: contextIds[index] ?? '', path, startTime }),
    );
    emulator.noTrouble();
    const contextStatus = JSON.stringify([{ type: 'data', data: JSON.stringify(tasks) }]);
    emulator.trouble({ operation: 'GetContextInfo', probability: 1, after, contextStatus });
  };
  const open = async (url: string): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 560, height: 240 } });
    page.setDefaultTimeout(120_000);
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(url);
    return page;
  };
  const bar = (page: Page) => page.getByRole('progressbar').evaluate((shown) => (shown as HTMLProgressElement).value);

  it('moves its bar while workers die and go, in pages of several servers; the key is in none of them', async () => {
    const [first, second] = [startWorker(), startWorker()];
    const page = await open(sites[0]?.url ?? '');
    say(1, 1);
    await page.getByRole('button', { name: 'Sync' }).click();
    await page.getByText('running: 1 of 3 tasks ended').waitFor();
    expect(await bar(page)).toBe(1);
    await first.end('SIGKILL');
    say(2);
    await page.getByText('running: 2 of 3 tasks ended').waitFor();
    expect(await bar(page)).toBe(2);

    // By another server, from the newest snapshot on.
    const late = await open(new URL(new URL(page.url()).search, sites[1]?.url).href);
    await late.getByText('running: 2 of 3 tasks ended').waitFor();
    startWorker();
    expect(await second.end('SIGTERM')).toEqual([0, null]);
    say(3);
    for (const watching of [page, late]) {
      await watching.getByText('succeeded: 3 of 3 tasks ended').waitFor();
      expect(await bar(watching)).toBe(3);
      expect(await watching.getByRole('status').textContent()).toBe('');
    }
    emulator.verify('SyncContext', 1);

    // Again, where it is over and the server has forgotten it.
    await servers[0]?.kill();
    await servers[0]?.start();
    await page.reload();
    await page.getByText('succeeded: 3 of 3 tasks ended').waitFor();
    emulator.verify('SyncContext', 1);

    const received = sites.map((site) => site.received()).join('\n');
    expect(received.includes('"state":"succeeded"')).toBe(true);
    // Not `toContain`: it would print all of it.
    expect(received.includes(apiKey)).toBe(false);
  });

  it('says what is wrong with a sync, and serves its page', async () => {
    const url = `http://127.0.0.1:${servers[0]?.port}`;
    const post = (body: string, type = 'application/json') =>
      fetch(`${url}/api/sync`, { method: 'POST', body, headers: { 'content-type': type, 'idempotency-key': '1-2' } });
    const refused = await post('{"contextId":"alone"}');
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { error: expect.objectContaining({ _tag: 'InvalidRequest' }) as unknown },
    ]);
    expect((await post('{}', 'text/plain')).status).toBe(415);
    const page = await readFile(path.join(built.pageOf('plain'), 'index.html'), 'utf8');
    expect(await (await fetch(url)).text()).toBe(page);
  });
});
