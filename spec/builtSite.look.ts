import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openBrowser } from './support/browser.js';
import { root } from './support/citations.js';
import { fromPages } from './support/fromPages.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let url = '';
const server = serve({
  fetch: new Hono().use(serveStatic({ root: path.join(root, 'site/dist') })).fetch,
  hostname: '127.0.0.1',
  port: 0,
});

beforeAll(async () => {
  if (!server.listening) await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  server.close();
});

const wide: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, colorScheme: 'light' };
const narrow: BrowserContextOptions = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' };

/** Opens a page of the site, and tells what went wrong meanwhile: what could not be had, or was asked of another host. */
const visit = async (place: string, options: BrowserContextOptions) => {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) wrong.push(`elsewhere: ${request.url()}`);
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  await page.goto(`${url}${place}`, { waitUntil: 'networkidle' });
  return { page, wrong };
};

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds in a page, each with where it is first. */
const violationsOf = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { readonly axe: { run: () => Promise<{ violations: Violation[] }> } };
    return axe.run();
  });
  return violations.filter(({ impact }) => impact !== 'minor').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
};

const places = [
  '/',
  '/done.html',
  '/rules.html',
  '/frameworks.html',
  '/promises.html',
  '/many.html',
  '/composing.html',
  '/errors.html',
  '/web.html',
  '/emulator.html',
];
const fromSdks = fromPages.map(({ page }) => `/${path.basename(page, '.md')}.html`);
const reference = ['/reference/index.html', '/reference/index/interfaces/SyncOptions.html'];

describe.each([
  ['a wide screen, light', wide],
  ['a narrow screen, dark', narrow],
])('on %s', (_, options) => {
  it.each([...places, '/migration.html', ...fromSdks, ...reference])(
    '%s is whole, and can be used by everybody',
    async (place) => {
      const { page, wrong } = await visit(place, options);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(wrong).toEqual([]);
    },
  );
});

describe('without scripts', () => {
  it.each([wide, narrow])('a page is read, and leads to the others', async (options) => {
    const { page, wrong } = await visit('/done.html', { ...options, javaScriptEnabled: false });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Composing', exact: true }).click();
    await page.waitForURL('**/composing.html');
    expect(wrong).toEqual([]);
  });
});

describe('the search', () => {
  it('finds a guide before the reference', async () => {
    const { page } = await visit('/', wide);
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('TaskFailed');
    const first = page.locator('.VPLocalSearchBox .result').first();
    await first.waitFor();
    expect(await first.getAttribute('href')).toMatch(/^\/errors\.html/);
  });
});

describe('the pictures', () => {
  it('go by the scheme that a reader chose for the site', async () => {
    const { page } = await visit('/done.html', wide);
    const scheme = () =>
      page
        .locator('.vp-doc img')
        .first()
        .evaluate((image) => getComputedStyle(image).colorScheme);
    expect(await scheme()).toBe('light');
    await page.locator('.VPNavBarAppearance button').click();
    await expect.poll(scheme).toBe('dark');
  });
});
