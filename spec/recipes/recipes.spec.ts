import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator, type EmulatorScope } from '../../src/emulator/index.js';
import { AGB, contextSync, unwrap } from '../../src/index.js';
import { openBrowser } from '../support/browser.js';
import { succeeded, task } from '../support/tasks.js';
import { buildRecipes, type BuiltRecipes } from './builtRecipes.js';
import { serverProcess, type ServerProcess } from './ServerProcess.js';
import { startSite, type Site } from './startSite.js';

const recipes = [
  { framework: 'react', server: 'next' },
  { framework: 'angular', server: 'express' },
  { framework: 'vue', server: 'hono' },
  { framework: 'svelte', server: 'node' },
  { framework: 'solid', server: 'hono' },
];

const folders = ['/home/documents', '/home/music', '/home/pictures'];

/** When the tasks begin of which the service is made to tell: they are none that it knows already. */
const startTime = 4_000_000_000;

let built: BuiltRecipes;
let browser: Browser;
let emulator: Emulator;
beforeAll(async () => {
  built = await buildRecipes(
    recipes.map(({ framework }) => framework),
    [...new Set(recipes.map(({ server }) => server))],
  );
  browser = await openBrowser();
  emulator = await startEmulator();
});
afterAll(async () => {
  await Promise.all([browser.close(), emulator.close(), built.close()]);
});

describe.each(recipes)('the recipe for $framework, with the server for $server,', ({ framework, server: name }) => {
  let scope: EmulatorScope;
  let contextIds: readonly string[];
  let server: ServerProcess;
  let site: Site;
  let page: Page;
  let errors: string[];
  beforeAll(async () => {
    scope = emulator.scope();
    const agb = new AGB({ apiKey: scope.apiKey, endpoint: scope.url, pacing: 20 });
    const contexts = await Promise.all(folders.map((folder) => agb.context.create(folder.replaceAll('/', '-'))));
    contextIds = contexts.map((created) => unwrap(created).context.id);
    const contextSyncs = contextIds.map((id, index) => contextSync(id, folders[index] ?? ''));
    const { sessionId } = unwrap(await agb.create({ imageId: 'any', contextSyncs })).session;
    server = await serverProcess(built.programOf(name), {
      AGB_API_KEY: scope.apiKey,
      AGB_ENDPOINT: scope.url,
      AGB_PACING_MS: '50',
      SESSION_ID: sessionId,
      SYNCS_FOLDER: built.syncsOf(`${framework}-${name}`),
    });
    await server.start();
    site = await startSite(built.pageOf(framework), server.port);
    page = await browser.newPage({ viewport: { width: 560, height: 300 } });
    page.setDefaultTimeout(120_000);
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      // That a server is down is told there too.
      if (/error|warning/.test(message.type()) && !message.text().startsWith('Failed to load'))
        errors.push(message.text());
    });
  });
  afterEach(() => {
    expect(errors).toEqual([]);
  });
  afterAll(async () => {
    await Promise.all([page.close(), server.kill(), site.close(), scope.close()]);
  });

  /** The service says of the next sync that so many of its tasks ended, until it is told otherwise. */
  const say = (count: number, after = 0): void => {
    const tasks = folders.map((path, index) =>
      (index < count ? succeeded : task)({ contextId: contextIds[index] ?? '', path, startTime }),
    );
    scope.noTrouble();
    const contextStatus = JSON.stringify([{ type: 'data', data: JSON.stringify(tasks) }]);
    scope.trouble({ operation: 'GetContextInfo', probability: 1, after, contextStatus });
  };
  const open = async (): Promise<void> => {
    errors = [];
    await page.goto(site.url);
  };
  /** Kept for the documentation where that is asked for; only of one, for they look the same. */
  const picture = async (shown: string): Promise<void> => {
    if (process.env['SCREENSHOTS'] === undefined || framework !== 'react') return;
    await page.screenshot({ path: path.resolve(import.meta.dirname, `../../docs/images/page-${shown}.png`) });
  };
  const bar = () => page.getByRole('progressbar').evaluate((shown) => (shown as HTMLProgressElement).value);

  it('says where its server listens', async () => {
    errors = [];
    await expect.poll(server.printed).toBe(`The server listens at http://localhost:${server.port}/api/sync\n`);
  });

  it('moves its bar, warns where the server is killed, and goes on; the key is nowhere in the page', async () => {
    await open();
    say(1, 1);
    await page.getByRole('button', { name: 'Sync' }).click();
    await page.getByText('running: 1 of 3 tasks ended').waitFor();
    expect(await bar()).toBe(1);
    say(2);
    await page.getByText('running: 2 of 3 tasks ended').waitFor();
    expect(await bar()).toBe(2);
    await server.kill();
    await page.getByRole('status').getByText('Trying again').waitFor();
    await picture('warning');
    await server.start();
    say(3);
    await page.getByText('succeeded: 3 of 3 tasks ended').waitFor();
    expect(await bar()).toBe(3);
    expect(await page.getByRole('status').count()).toBe(0);
    scope.verify('SyncContext', 1);
    expect(site.received().includes('"state":"succeeded"')).toBe(true);
    // Not `toContain`: it would print all of it.
    expect(site.received().includes(scope.apiKey)).toBe(false);
  });

  it('shows why a task failed, and tries again', async () => {
    await open();
    scope.noTrouble();
    scope.trouble({ operation: 'task', contextId: contextIds[1] ?? '', taskError: 'disk full' });
    await page.getByRole('button', { name: 'Sync' }).click();
    await page.getByText('failed: 3 of 3 tasks ended').waitFor();
    expect(await page.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/documents\s+Success/),
      expect.stringMatching(/music\s+disk full/),
      expect.stringMatching(/pictures\s+Success/),
    ]);
    expect(await page.getByRole('alert').textContent()).toContain('disk full');
    await picture('failed');
    await page.getByRole('button', { name: 'Try again' }).click();
    // What ended twice within a second looks like what had ended before: then it is not counted again.
    await page.getByText('succeeded:').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('asks for nothing any more once it is cancelled, and goes on with the same sync later', async () => {
    await open();
    const triggers = () => scope.journal.requests.filter(({ operation }) => operation === 'SyncContext').length;
    const before = triggers();
    say(1, 1);
    await page.getByRole('button', { name: 'Sync' }).click();
    await page.getByText('running: 1 of 3 tasks ended').waitFor();
    expect(site.open()).toBe(1);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Not watched any more').waitFor();
    await expect.poll(() => site.open()).toBe(0);
    // The server asks each 50 ms for as long as somebody looks.
    const polls = () => scope.journal.requests.length;
    const inPeace = async () => {
      const before = polls();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return polls() - before;
    };
    await expect.poll(inPeace).toBe(0);
    say(2);
    await page.getByRole('button', { name: 'Sync' }).click();
    await page.getByText('running: 2 of 3 tasks ended').waitFor();
    expect(await page.getByText('Not watched any more').count()).toBe(0);
    await open();
    say(3);
    await page.getByRole('button', { name: 'Sync' }).click();
    await page.getByText('succeeded: 3 of 3 tasks ended').waitFor();
    expect(triggers()).toBe(before + 1);
  });
});
