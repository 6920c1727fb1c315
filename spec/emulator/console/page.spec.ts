import { createRequire } from 'node:module';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Emulator, EmulatorOptions } from '../../../src/emulator/index.js';
import { AGB, contextSync, unwrap, type Context, type Session } from '../../../src/index.js';
import { openBrowser } from '../../support/browser.js';
import { inFewColours } from '../../support/inFewColours.js';
import { builtEmulator } from '../../support/builtEmulator.js';

const root = path.resolve(import.meta.dirname, '../../..');
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** Where pictures of the page are kept for the docs, if they are to be made anew. */
const pictures = process.env['PICTURES'] === undefined ? undefined : path.join(root, 'docs/images');

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const apiKey = 'a-secret-key-of-somebody';

interface Setting {
  readonly emulator: Emulator;
  readonly agb: AGB;
  readonly context: Context;
  readonly session: Session;
  readonly page: Page;
  /** The local folder of the mount. */
  readonly folder: string;
  /** All that the page received, as text. */
  readonly received: () => Promise<string>;
  /** Where the page asked for something. */
  readonly asked: ReadonlySet<string>;
  readonly problems: string[];
}

/** An emulator with a context that is mounted in a session, and its page. */
const open = async (options: EmulatorOptions = {}, url?: (consoleUrl: string) => string): Promise<Setting> => {
  const { startEmulator } = await builtEmulator();
  const emulator = await startEmulator({ console: true, ...options });
  onTestFinished(() => emulator.close());
  const agb = new AGB({ apiKey, endpoint: emulator.url, pacing: 100 });
  const { context } = unwrap(await agb.context.get('my-data', { create: true }));
  const contextSyncs = [contextSync(context.id, '/home/my-data')];
  const { session } = unwrap(await agb.create({ imageId: 'agb-code-space-1', labels: { team: 'web' }, contextSyncs }));
  const page = await browser.newPage({ viewport: { width: 1400, height: 860 } });
  onTestFinished(() => page.close());
  const [bodies, asked, problems] = [[] as Promise<string>[], new Set<string>(), [] as string[]];
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  page.on('response', (response) => {
    // A stream has no end: it is read by itself.
    if (!response.url().includes('/states')) bodies.push(response.text().catch(() => ''));
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(url?.(emulator.consoleUrl ?? '') ?? emulator.consoleUrl ?? '');
  return {
    emulator,
    agb,
    context,
    session,
    page,
    folder: emulator.sessionFolder(session.sessionId, '/home/my-data'),
    received: async () => [...(await Promise.all(bodies)), await page.content()].join('\n'),
    asked,
    problems,
  };
};

const tasksIn = (page: Page): Locator => page.locator('.task');
const requestsIn = (page: Page): Locator => page.locator('.requests summary');

/** What is hard to use of a page, by the rules of WCAG 2.2 AA. */
const hardToUse = async (page: Page): Promise<readonly string[]> => {
  // Not as an element: the page lets none in.
  await page.evaluate(readFileSync(axe, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<{ violations: Violation[] }> };
    };
    interface Violation {
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }
    const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
};

/** As fast as it can be asked. */
const askOften = async (url: string, times: number): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      request(url, { agent, method: 'POST' }, (response) => response.resume().once('end', resolve))
        .on('error', reject)
        .end();
    });
  await Promise.all(Array.from({ length: times }, ask));
  agent.destroy();
};

const shoot = async (page: Page, name: string, width: number): Promise<void> => {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  const size = page.viewportSize();
  await page.setViewportSize({ width, height: 660 });
  const picture = inFewColours(await page.screenshot({ animations: 'disabled' }));
  await writeFile(path.join(pictures, `${name}.png`), picture);
  if (size !== null) await page.setViewportSize(size);
};

describe('the page of the console', () => {
  it('shows a sync as it moves, the requests of it, and its files where they arrive', async () => {
    const { page, session, folder, context, agb, problems, asked } = await open({ taskDelay: 50, fileDelay: 150 });
    await mkdir(path.join(folder, 'sub'));
    for (let file = 0; file < 4; file++) await writeFile(path.join(folder, `sub/file-${file}.txt`), 'hello');
    await page.getByRole('link', { name: 'my-data' }).first().click();
    await page.getByText('No files here.').waitFor();
    // However late the page shows that it goes on: there is more to do until it has.
    const more = path.join(folder, 'more');
    await mkdir(more);
    await Promise.all(Array.from({ length: 400 }, (_, file) => writeFile(path.join(more, `${file}.txt`), 'more')));
    const syncing = session.context.sync({ mode: 'upload', maxRetries: 10_000 });
    const task = tasksIn(page).filter({ hasText: 'upload' });
    await task.getByText('Running').waitFor();
    await rm(more, { recursive: true });
    await task.getByText('Success').waitFor();
    unwrap(await syncing);
    await page.getByRole('link', { name: 'home/', exact: true }).click();
    await page.getByRole('link', { name: 'my-data/' }).waitFor();
    await page.getByRole('link', { name: '/home/my-data' }).click();
    await page.getByRole('link', { name: 'sub/' }).click();
    await expect
      .poll(() => page.locator('td a').allTextContents())
      .toEqual([0, 1, 2, 3].map((file) => `file-${file}.txt`));
    await page.getByRole('link', { name: 'file-2.txt' }).click();
    expect(await page.locator('pre').textContent()).toBe('hello');
    // What came, with what was answered.
    await agb.context.get('none');
    await expect.poll(() => requestsIn(page).first().textContent()).toMatch(/GetContext\s*none400 Context.NotFound$/);
    await requestsIn(page).filter({ hasText: 'SyncContext' }).first().click();
    await page.locator('[open] dd', { hasText: session.sessionId }).waitFor();
    // The same from the side of the session.
    await page.getByRole('link', { name: session.sessionId }).first().click();
    await page.getByText('team', { exact: true }).waitFor();
    await page.getByRole('link', { name: '/home/my-data' }).click();
    await page.getByRole('link', { name: 'sub/' }).waitFor();
    expect(page.url()).toContain(`session=${session.sessionId}`);
    await page.goBack();
    await page.getByRole('link', { name: 'home/', exact: true }).waitFor();
    // What is deleted is gone.
    unwrap(await agb.delete(session));
    await page.getByText('It is not there any more.').waitFor();
    expect(context.name).toBe('my-data');
    expect(problems).toEqual([]);
    expect([...asked]).toEqual([new URL(page.url()).origin]);
  });

  it('switches a trouble on, which acts at once, and off', async () => {
    const { page, emulator, agb } = await open();
    const unavailable = page.getByRole('switch', { name: 'Unavailable (503)' });
    await unavailable.click();
    await expect.poll(() => page.locator('#trouble .count').textContent()).toBe('1');
    const refused = await agb.context.list({ requestTimeout: 1000 });
    expect(refused.error).toMatchObject({ httpStatus: 503 });
    await requestsIn(page).filter({ hasText: '503' }).first().waitFor();
    await unavailable.click();
    await expect.poll(() => page.locator('#trouble .count').textContent()).toBe('0');
    expect(await agb.context.list()).toMatchObject({ success: true });
    // One that a program makes shows in its switch; another one by itself.
    emulator.trouble('flaky-network');
    await expect.poll(() => page.getByRole('switch', { name: 'Flaky network' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'End all' }).click();
    await expect.poll(() => page.getByRole('switch', { name: 'Flaky network' }).isChecked()).toBe(false);
    await page.getByText('Another trouble').click();
    await page.getByLabel('As JSON').fill('{ "operation": "Nothing", "delay": 1 }');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByText(/`operation` must be one of/).waitFor();
    await page.getByLabel('As JSON').fill('{ "operation": "GetContext", "httpStatus": 418 }');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.locator('.others', { hasText: '418' }).waitFor();
    expect((await agb.context.get('my-data')).error).toMatchObject({ httpStatus: 418 });
    await expect.poll(() => page.locator('.others').count()).toBe(0);
  });

  it('takes the token of an address that is pasted into a tab that shows it already', async () => {
    const { page, emulator, context } = await open({}, (url) => url.replace(/#.*/, ''));
    await page.getByText('This page needs a token.').waitFor();
    const token = emulator.consoleUrl?.split('=')[1] ?? '';
    const paste = (text: string) => page.evaluate((hash) => void (location.hash = hash), `token=${text}`);
    await paste('wrong');
    await page.getByText('not the one of the emulator that runs here now').waitFor();
    await paste(token);
    await page.getByText('live', { exact: true }).waitFor();
    expect(page.url()).toBe(`${emulator.url}/_emulator/`);
    await page.goBack();
    expect(page.url()).not.toContain('token');
    // And again, while something is looked at.
    await page.getByRole('link', { name: 'my-data' }).first().click();
    await page.getByRole('heading', { name: 'Context my-data' }).waitFor();
    expect(page.url()).toContain(context.id);
    await paste(token);
    await expect.poll(() => page.getByRole('heading', { name: 'Context my-data' }).count()).toBe(0);
    await page.getByText('live', { exact: true }).waitFor();
    expect(page.url()).toBe(`${emulator.url}/_emulator/`);
  });

  it('counts all in its header, whatever is looked for', async () => {
    const { page } = await open();
    await page.getByPlaceholder('Name or id').fill('nothing');
    await page.getByText('None is called so.').first().waitFor();
    expect(await page.locator('.tally').textContent()).toBe('1 session, 1 context, 0 tasks under way');
  });

  it('resets, for who says so twice', async () => {
    const { page, agb } = await open();
    await page.getByRole('link', { name: 'my-data' }).first().waitFor();
    await page.getByRole('button', { name: 'Reset…' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Reset…' }).click();
    expect(unwrap(await agb.context.list()).contexts).toHaveLength(1);
    await page.getByRole('dialog').getByRole('button', { name: 'Reset', exact: true }).click();
    await page.getByText('No context yet.').waitFor();
    await page.getByText('Nothing was synced yet.').waitFor();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('can be used by keys alone', async () => {
    let pressed = 0;
    const { page, agb } = await open({ console: { actions: { 'Sync again': () => pressed++ } } });
    await agb.context.get('other', { create: true });
    await page.getByRole('link', { name: 'other' }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const tabTo = async (isThere: RegExp): Promise<void> => {
      for (let tabs = 0; tabs < 60; tabs++) {
        await page.keyboard.press('Tab');
        if (isThere.test(await focused())) return;
      }
      throw new Error(`no key leads to ${isThere}`);
    };
    await tabTo(/^Skip to what moves$/);
    await tabTo(/^Sync again$/);
    await page.keyboard.press('Enter');
    await expect.poll(() => pressed).toBe(1);
    await tabTo(/^other/);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toMatch(/^my-data/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Context my-data' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('OTHER');
    await expect.poll(() => requestsIn(page).count()).toBe(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByText('Nothing came that is looked for.').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect.poll(() => page.getByRole('switch', { name: 'Flaky network' }).isChecked()).toBe(true);
    await tabTo(/^Another trouble$/);
    expect(await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle)).toBe(
      'solid',
    );
    // And from the beginning, without all that is between.
    await page.reload();
    await page.getByRole('button', { name: 'End all' }).waitFor();
    await tabTo(/^Skip to trouble$/);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.trouble:focus').count()).toBe(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('switch', { name: 'Flaky network' }).isChecked()).toBe(false);
  });

  it('is legible in light and dark, wide and narrow, and hard for nobody to use', async () => {
    const { page, session, folder, agb, emulator } = await open({
      fileDelay: 100,
      console: { actions: { 'Sync again': () => 1 } },
    });
    for (const name of ['models', 'build-cache']) await agb.context.get(name, { create: true });
    for (let file = 1; file < 9; file++) await writeFile(path.join(folder, `notes-${file}.md`), '# Notes\n\nHello.\n');
    await mkdir(path.join(folder, 'src'));
    emulator.trouble({ operation: 'SyncContext', httpStatus: 503, times: 1, probability: 1 });
    unwrap(await session.context.sync({ mode: 'upload' }));
    await page.getByRole('switch', { name: 'Tasks wait 3 s' }).click();
    await expect.poll(() => page.locator('#trouble .count').textContent()).toBe('1');
    // However late the page shows it: the next one waits before the last one goes on.
    const isPending = async (): Promise<boolean> => {
      unwrap(await session.context.start({ mode: 'download' }));
      return expect
        .poll(() => tasksIn(page).getByText('Pending').count(), { timeout: 2500 })
        .toBeGreaterThan(0)
        .then(
          () => true,
          () => false,
        );
    };
    while (!(await isPending()));
    expect(await hardToUse(page)).toEqual([]);
    // No wider than the docs are shown.
    await shoot(page, 'console-light', 1080);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('link', { name: session.sessionId }).first().click();
    await page.getByRole('link', { name: '/home/my-data' }).click();
    await page.getByRole('link', { name: 'notes-3.md' }).click();
    await page.locator('pre').waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(15, 18, 21)');
    expect(await hardToUse(page)).toEqual([]);
    await shoot(page, 'console-dark', 400);
    // The window as wide as one column: the path of a task has room.
    await page.setViewportSize({ width: 900, height: 800 });
    const widthOf = async (part: string) => (await tasksIn(page).first().locator(part).boundingBox())?.width ?? 0;
    expect(await widthOf('.what')).toBeGreaterThan(250);
    expect(await widthOf('.bar')).toBe(80);
    await page.setViewportSize({ width: 400, height: 800 });
    for (const [link, column] of [
      ['Skip to trouble', '.trouble'],
      ['Skip to what moves', '.activity'],
    ] as const) {
      await page.getByRole('link', { name: link }).press('Enter');
      await expect.poll(() => page.locator(`${column}:focus`).isVisible()).toBe(true);
    }
    for (const [tab, shown] of [
      ['Places', 'Name or id'],
      ['Trouble', 'Garbled'],
      ['Activity', 'only refused'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Parts of the page' }).getByRole('button', { name: tab }).click();
      await page.getByText(shown).or(page.getByPlaceholder(shown)).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
      expect(await hardToUse(page)).toEqual([]);
    }
  });

  it('shows many files and many requests page by page', async () => {
    const [files, requests] = process.env['EXPLORE'] === undefined ? [2000, 1050] : [20_000, 10_050];
    const { page, context, emulator } = await open();
    const folder = emulator.contextFolder(context.id, '/many');
    for (let file = 0; file < files; file++) writeFileSync(path.join(folder, `f-${String(file).padStart(5, '0')}`), '');
    await askOften(`${emulator.url}/nothing`, requests);
    await expect.poll(() => page.locator('#requests .count').textContent()).toMatch(/^(?:10,000|1,05\d)$/);
    await expect.poll(() => requestsIn(page).count()).toBe(100);
    const shown = async () => (await page.locator('.requests time').allTextContents()).length;
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByRole('button', { name: 'Newest' }).waitFor();
    expect(await shown()).toBe(100);
    await page.goto(`${page.url().split('#')[0]}#context=${context.id}&folder=/many`);
    await page.getByText(`1–200 of ${files.toLocaleString('en')}`).waitFor();
    await page.getByRole('link', { name: 'Next' }).click();
    await page.getByText(`201–400 of ${files.toLocaleString('en')}`).waitFor();
    await page.getByRole('link', { name: 'f-00399' }).waitFor();
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(6000);
  });

  it('says that the emulator is gone, keeps what it saw, and asks for the token of the next one', async () => {
    const { page, emulator } = await open();
    await page.getByRole('link', { name: 'my-data' }).first().waitFor();
    const { port } = new URL(emulator.url);
    await emulator.close();
    await page.getByText('not reached, trying again').waitFor();
    expect(await page.getByRole('link', { name: 'my-data' }).count()).toBeGreaterThan(0);
    const { startEmulator } = await builtEmulator();
    const next = await startEmulator({ console: true, port: Number(port) });
    onTestFinished(() => next.close());
    await page.getByText('not the one of the emulator that runs here now').waitFor();
    await page.getByLabel('Token').fill(next.consoleUrl?.split('=')[1] ?? '');
    await page.keyboard.press('Enter');
    await page.getByText('No context yet.').waitFor();
  });
});

describe('what the page is told', () => {
  const hostile = '<img src=x onerror="document.title=1">\u202egnp.js';

  it('is shown as it is, never run, whatever stands in it', async () => {
    const { page, agb, emulator, problems } = await open();
    const { context } = unwrap(await agb.context.get(hostile, { create: true }));
    const folder = emulator.contextFolder(context.id, '/<b>x');
    await writeFile(path.join(folder, '<script>document.title=2<&script>'), '<script>document.title = 3</script>');
    await agb.context.get('', {});
    await page.locator('.links bdi', { hasText: '<img src=x' }).click();
    await page.getByRole('heading', { name: '<img src=x' }).waitFor();
    await page.getByRole('link', { name: '<b>x/' }).click();
    await page.getByRole('link', { name: '<script>' }).click();
    expect(await page.locator('pre').textContent()).toBe('<script>document.title = 3</script>');
    await page.getByPlaceholder('Operation').fill('onerror');
    await expect.poll(() => requestsIn(page).count()).toBeGreaterThan(0);
    expect(await page.evaluate(() => [document.title, document.images.length, document.scripts.length])).toEqual([
      'Emulator · rx-context-sync',
      0,
      1,
    ]);
    // The page could not take a text for markup if it wanted to.
    const refused = await page.evaluate(() => {
      try {
        document.body.innerHTML = '<b>x</b>';
        return '';
      } catch (error) {
        return String(error);
      }
    });
    expect(refused).toContain('TrustedHTML');
    expect(problems.filter((problem) => !problem.includes('TrustedHTML'))).toEqual([]);
  });

  it('has no key in it, nor does the address keep the token', async () => {
    const { page, received, emulator, session } = await open({ apiKeys: [apiKey] });
    await page.getByRole('link', { name: session.sessionId }).first().click();
    await requestsIn(page).first().click();
    const token = emulator.consoleUrl?.split('=')[1] ?? '';
    expect(page.url()).not.toContain(token);
    const states = await page.evaluate(async () => {
      const headers = { Authorization: `Bearer ${sessionStorage.getItem('token')}` };
      const response = await fetch(`console/states${location.hash.replace('#', '?')}`, { headers });
      const { value } = (await response.body?.getReader().read()) ?? {};
      return `${new TextDecoder().decode(value)}${await (await fetch('journal', { headers })).text()}`;
    });
    expect(states).toContain(session.sessionId);
    const all = `${states}${await received()}`;
    expect(all).toContain('GetContextInfo');
    expect(all).not.toContain(apiKey);
    expect(all).not.toContain(token);
  });

  it('is nothing for a page of another origin, nor for one without the token', async () => {
    const { page, emulator } = await open({}, (url) => url.replace(/#.*/, ''));
    await page.getByText('This page needs a token.').waitFor();
    const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<p>evil'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const tried = await page.evaluate(async (url) => {
      const token = url.split('=')[1];
      const target = url.replace(/#.*/, '');
      const outcome = async (path: string, init: RequestInit) =>
        fetch(target + path, init).then(
          () => 'answered',
          () => 'refused',
        );
      const headers = { Authorization: `Bearer ${token}` };
      const frame = document.body.appendChild(document.createElement('iframe'));
      const loaded = new Promise((resolve) => (frame.onload = resolve));
      frame.src = target;
      await loaded;
      return [
        await outcome('reset', { method: 'POST', headers }),
        await outcome('console/states', { headers }),
        await outcome('trouble', { method: 'POST', body: '{"httpStatus":503}' }),
        await outcome('console.js', {}),
        frame.contentDocument === null ? 'refused' : 'shown',
      ];
    }, emulator.consoleUrl ?? '');
    expect(tried).toEqual(Array.from({ length: 5 }, () => 'refused'));
    // What needs no answer was not done either.
    await page.evaluate(
      (url) => fetch(`${url}/_emulator/reset`, { method: 'POST', mode: 'no-cors' }).catch(() => undefined),
      emulator.url,
    );
    expect(emulator.journal.requests.length).toBeGreaterThan(0);
  });
});

describe('the files of the page', () => {
  const folder = path.join(root, 'dist/cjs/emulator/console');

  it('may load, run and ask what is of the emulator alone, and be shown by no other page', async () => {
    const { startEmulator } = await builtEmulator();
    const { url, close } = await startEmulator({ console: true });
    onTestFinished(close);
    const response = await fetch(`${url}/_emulator/`);
    const headers = Object.fromEntries(response.headers);
    const body = await response.text();
    const policy = headers['content-security-policy']?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(body.match(/(?:src|href)="[^"]*"/g)).toEqual(['href="data:,"', 'href="console.css"', 'src="console.js"']);
  });

  it('are small, and name nothing that is elsewhere', async () => {
    const files = readdirSync(folder).filter((name) => !name.endsWith('.txt'));
    expect(files.sort()).toEqual(['index.css', 'index.html', 'index.js']);
    const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')));
    const packed = texts.map((text) => gzipSync(text).length);
    expect(packed.reduce((sum, one) => sum + one, 0)).toBeLessThan(30_000);
    expect(texts.join('\n')).not.toMatch(/@import|url\(|<script>|<style/);
  });
});
