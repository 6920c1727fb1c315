import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openBrowser } from '../support/browser.js';
import { childProgram } from '../support/childProgram.js';
import { freePort } from '../support/freePort.js';
import { recordedPort } from '../support/recordedPort.js';
import { fromNothing } from './fromNothing.js';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** What a page shows, from the first moment on, and what it asks for: reloads too. */
const watch = async (page: Page) => {
  const bars: string[] = [];
  const alerts: string[] = [];
  const posts: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.exposeFunction('shown', (bar: string, alert: string) => {
    if (bar !== bars.at(-1)) bars.push(bar);
    if (alert !== '') alerts.push(alert);
  });
  await page.addInitScript(() => {
    const { shown } = window as unknown as { readonly shown: (bar: string, alert: string) => void };
    new MutationObserver(() => {
      const bar = document.querySelector('progress');
      if (bar) shown(bar.getAttribute('value') ?? 'none', document.querySelector('[role=alert]')?.textContent ?? '');
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  return { bars, alerts, posts, errors };
};

it('is a bar that moves, goes on after a reload and after "Cancel", and knows no key', async () => {
  const port = await freePort();
  const { folder, temporary, code } = await fromNothing(port);
  const server = childProgram(folder, ['server.js'], { TMPDIR: temporary });
  const vite = childProgram(folder, ['node_modules/vite/bin/vite.js', '--port', '0']);
  const [[vitePort = '']] = await Promise.all([
    vite.printed(/localhost:(\d+)\//),
    server.printed(/The server listens at port/),
  ]);
  const recorded = await recordedPort(Number(vitePort));
  onTestFinished(recorded.close);

  // So many that nobody has to hurry who looks at the page meanwhile; without them, what is left to copy ends soon.
  const music = (await readdir(temporary, { recursive: true })).find((file) => file.endsWith('/home/music')) ?? '';
  const more = Array.from({ length: 200 }, (_, index) => path.join(temporary, music, `more-${index}.txt`));
  for (const file of more) await writeFile(file, 'hello');

  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  const { bars, alerts, posts, errors } = await watch(page);
  const button = (name: string) => page.getByRole('button', { name });
  const says = (text: string) => page.locator('#state').getByText(text, { exact: true }).waitFor();

  await page.goto(`http://127.0.0.1:${recorded.port}/`);
  await button('Sync').click();
  await says('running: 1 of 3 tasks');
  await expect.poll(() => bars).toEqual(['0', 'none', '1']);

  await page.reload();
  await says('running: 1 of 3 tasks');
  expect(await button('Sync').isEnabled()).toBe(false);

  await button('Cancel').click();
  await says('running: 1 of 3 tasks, not watched any more');
  await button('Sync').click();
  await says('running: 1 of 3 tasks');
  await Promise.all(more.map((file) => rm(file)));
  await says('succeeded: 3 of 3 tasks');
  await expect.poll(() => bars.at(-1)).toBe('3');
  expect(alerts).toEqual([]);
  expect(errors).toEqual([]);
  expect(posts).toEqual([`http://127.0.0.1:${recorded.port}/api/sync`]);

  const [, key = ''] = /apiKey: '(.+?)'/.exec(code('server.js')) ?? [];
  expect(key).not.toBe('');
  expect(recorded.received().includes('"state":"succeeded"')).toBe(true);
  // Not `toContain`: it would print all of it.
  expect(recorded.received().includes(key)).toBe(false);

  await page.close();
  expect(await server.interrupt()).toEqual([0, null]);
  expect(await readdir(temporary)).toEqual([]);
});
