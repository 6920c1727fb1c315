import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build } from 'rolldown';
import { concat, concatMap, from, map, of, Subject } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { contextSync, unwrap, type Session, type SyncSnapshot, type TargetOptions } from '../../src/index.js';
import { syncHandler, toEventStream, type RemoteSnapshot, type SyncedSession } from '../../src/web/index.js';
import { openBrowser } from '../support/browser.js';
import { emulated, writeFiles, type Emulated } from '../support/emulated.js';
import { startWebServer, type WebServer } from '../support/webServer.js';

// What the script of a page has: the page half of the bridge, and what its test put there.
declare const web: typeof import('../../src/web/index.js');
declare let seen: RemoteSnapshot[];
declare let source: EventSource;

let browser: Browser;
let script = '';

beforeAll(async () => {
  const entry = path.resolve(import.meta.dirname, '../../src/web/index.ts');
  const names = 'fromEventStream, remoteFollow$, remoteSync$, remoteSyncs, toStore';
  const [opened, { output }] = await Promise.all([
    openBrowser(),
    build({
      input: 'page',
      write: false,
      platform: 'browser',
      plugins: [
        {
          name: 'page',
          resolveId: (id) => (id === 'page' ? id : undefined),
          load: (id) => (id === 'page' ? `export { ${names} } from ${JSON.stringify(entry)}` : undefined),
        },
      ],
      output: { format: 'iife', name: 'web', minify: true },
    }),
  ]);
  browser = opened;
  script = output[0].code;
});
afterAll(() => browser.close());

/** A session whose syncs are not seen to end before they may. */
const heldBack = ({ sessionId, context }: Session) => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const session: SyncedSession = {
    sessionId,
    context: {
      start: (options) => context.start(options),
      follow$: (handle, options) =>
        context.follow$(handle, options).pipe(
          concatMap((snapshot) => {
            if (!snapshot.success) return of(snapshot);
            const underway = { ...snapshot, state: 'running', done: false, success: false } as unknown as SyncSnapshot;
            return concat(of(underway), from(released).pipe(map(() => snapshot)));
          }),
        ),
    },
  };
  return { session, release };
};

/** A server of a page and of a handler at `/sync`, whose key is for an emulator. */
const served = async (sessionOf = ({ session }: Emulated): Session | Promise<Session> => session) => {
  const at = await emulated();
  await writeFiles(at.folder, { 'a.txt': 'A', 'b.txt': 'B' });
  const { session, release } = heldBack(await sessionOf(at));
  const handle = syncHandler({ session: () => session, sync: { retryInterval: 20, maxRetries: 100_000 }, retry: 50 });
  const asked: Request[] = [];
  const server = await startWebServer((request) => {
    asked.push(request);
    const { pathname } = new URL(request.url);
    return pathname === '/sync' ? handle(request) : pathname === '/' ? html() : new Response(null, { status: 404 });
  });
  const countOf = (operation: string) =>
    at.emulator.journal.requests.filter((request) => request.operation === operation).length;
  return { ...at, release, asked, server, countOf };
};

const html = (): Response =>
  new Response(`<!doctype html><title>A page</title><script>${script}; var seen = [], source;</script>`, {
    headers: { 'content-type': 'text/html' },
  });

/** A tab of a server's page. */
const tabOf = async ({ url }: WebServer): Promise<Page> => {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(url);
  return page;
};

const patience = { timeout: 120_000 };
const until = (page: Page, holds: () => boolean) => page.waitForFunction(holds, undefined, patience);
const lastState = () => seen.at(-1)?.state;

const startSync = (page: Page) =>
  page.evaluate(() => {
    web.remoteSync$('/sync', { mode: 'upload' }).subscribe((snapshot) => seen.push(snapshot));
  });

/** Where the sync that a page started can be followed. */
const locationIn = async (page: Page): Promise<string> => {
  await until(page, () => seen.at(-1)?.location !== undefined);
  return page.evaluate(() => seen.at(-1)?.location ?? '');
};

describe('a page in a browser', () => {
  it('has a sync and all of its trouble without the key, and goes on by itself', async () => {
    const { server, release, countOf, session } = await served();
    const page = await tabOf(server);
    await startSync(page);
    await until(page, () => seen.length > 0);
    server.breakOff();
    await until(page, () => seen.some((snapshot) => 'warning' in snapshot && snapshot.warning?._tag === 'Unavailable'));
    release();
    await until(page, () => seen.at(-1)?.done === true);
    expect(await page.evaluate(lastState)).toBe('succeeded');
    expect(await page.evaluate(() => seen.at(-1)?.contextStatusData.map(({ key }) => typeof key))).toEqual(['string']);
    expect(countOf('SyncContext')).toBe(1);
    const received = server.written();
    expect(received).toContain('"succeeded"');
    for (const secret of ['any-key', session.sessionId, '"handle"', '"baseline"', 'triggeredAt', 'syncHandler'])
      expect(received).not.toContain(secret);
  });

  it('says what it saw last, and comes back no more after the end: an EventSource of its own', async () => {
    const { server, release, asked } = await served();
    const page = await tabOf(server);
    await startSync(page);
    await page.evaluate(
      (location) => {
        source = new EventSource(location);
        source.onmessage = ({ lastEventId }: MessageEvent) => (document.title = lastEventId);
      },
      await locationIn(page),
    );
    await until(page, () => /^\d+$/.test(document.title));
    const before = asked.length;
    server.breakOff();
    const ids = () => asked.slice(before).flatMap(({ headers }) => headers.get('last-event-id') ?? []);
    await vi.waitFor(() => {
      expect(ids()).toContainEqual(expect.stringMatching(/^\d+$/));
    }, patience);
    release();
    await until(page, () => source.readyState === EventSource.CLOSED);
    expect(ids().at(-1)).toBe('end');
  });

  it('follows by the EventSource of the browser', async () => {
    const { server, release } = await served();
    const page = await tabOf(server);
    await startSync(page);
    const location = await locationIn(page);
    const told = page.evaluate(
      (url) =>
        new Promise<unknown[]>((resolve, reject) => {
          const values: unknown[] = [];
          web.fromEventStream<RemoteSnapshot>(url, { eventSource: EventSource }).subscribe({
            next: ({ state }) => values.push(state),
            error: reject,
            complete: () => {
              resolve(values);
            },
          });
        }),
      location,
    );
    release();
    expect((await told).at(-1)).toBe('succeeded');
  });

  it('that reads slowly has the newest state, and the last one', async () => {
    const states = new Subject<{ readonly polls: number; readonly text: string }>();
    const server = await startWebServer(({ url, signal }) =>
      new URL(url).pathname === '/states' ? toEventStream(states, { signal }) : html(),
    );
    const page = await tabOf(server);
    await page.evaluate(async () => {
      const { body } = await fetch('/states');
      const reader = (body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      const read = async () => {
        const decoder = new TextDecoder();
        let all = '';
        for (let piece = await reader.read(); !piece.done; piece = await reader.read())
          all += decoder.decode(piece.value, { stream: true });
        return [...all.matchAll(/^id: (\w+)$/gm)].map(([, id]) => id);
      };
      Object.assign(globalThis, { ids: read() });
    });
    // While it is open, nothing runs in the page.
    const [dialog, closed] = [page.waitForEvent('dialog', patience), page.evaluate(() => alert())];
    const shown = await dialog;
    const count = 300;
    const text = 'x'.repeat(200_000);
    for (let polls = 1; polls <= count; polls++) {
      states.next({ polls, text });
      await new Promise(setImmediate);
    }
    await shown.accept();
    await closed;
    states.complete();
    const ids = await page.evaluate(() => (globalThis as unknown as { readonly ids: Promise<string[]> }).ids);
    expect(ids.slice(-2)).toEqual([String(count), 'end']);
    expect(ids.length).toBeLessThan(count / 2);
  });

  it('is one of two that look at a sync, which is triggered once and polled as for one', async () => {
    const { server, release, countOf } = await served();
    const before = countOf('GetContextInfo');
    const first = await tabOf(server);
    await startSync(first);
    const location = await locationIn(first);
    const second = await tabOf(server);
    await second.evaluate((url) => {
      web.remoteFollow$(url).subscribe((snapshot) => seen.push(snapshot));
    }, location);
    await until(second, () => seen.length > 0);
    release();
    for (const page of [first, second]) await until(page, () => seen.at(-1)?.state === 'succeeded');
    const polls = await first.evaluate(() => seen.at(-1)?.polls ?? 0);
    expect(countOf('SyncContext')).toBe(1);
    // One more is the baseline.
    expect(countOf('GetContextInfo') - before).toBeLessThanOrEqual(polls + 1);
  });

  it('has more syncs at a time than a browser opens connections', async () => {
    const count = 12;
    // Each syncs something else: of a place that others sync meanwhile, no end may be seen.
    const targets: TargetOptions[] = [];
    const { server, release } = await served(async ({ client }) => {
      for (let index = 0; index < count; index++) {
        const { context } = unwrap(await client.context.create(`data-${index}`));
        targets.push({ contextId: context.id, path: `/data/${index}`, mode: 'upload' });
      }
      const contextSyncs = targets.map(({ contextId = '', path: at = '' }) => contextSync(contextId, at));
      return unwrap(await client.create({ imageId: 'i', contextSyncs, retryInterval: 20 })).session;
    });
    const page = await tabOf(server);
    await page.evaluate((wanted) => {
      const syncs = web.remoteSyncs('/sync');
      for (const [index, target] of wanted.entries())
        syncs.sync$(target).subscribe((snapshot) => (seen[index] = snapshot));
    }, targets);
    await page.waitForFunction((many) => Object.keys(seen).length === many, count, patience);
    expect(await page.evaluate(async () => (await fetch('/ping')).status)).toBe(404);
    release();
    await until(page, () => seen.every(({ done }) => done));
    const ends = await page.evaluate(() => seen.map(({ state, errorMessage }) => [state, errorMessage]));
    expect(ends).toEqual(Array(count).fill(['succeeded', '']));
  });

  it('of another origin can neither start a sync nor read one', async () => {
    const { server, countOf } = await served();
    const own = await tabOf(server);
    await startSync(own);
    const location = await locationIn(own);
    const triggered = countOf('SyncContext');
    const hostile = await startWebServer(html);
    const page = await tabOf(hostile);
    const outcomes = await page.evaluate(
      async ([url = '', followed = '']) => {
        const json = { 'content-type': 'application/json' };
        const plain = { 'content-type': 'text/plain' };
        const ask = (init: RequestInit, address = url) =>
          fetch(address, { credentials: 'include', ...init }).then(
            ({ type }) => type,
            () => 'refused',
          );
        const form = document.createElement('form');
        form.innerHTML = '<input type="hidden" name="mode" value="upload">';
        Object.assign(form, { action: url, method: 'post', enctype: 'text/plain', target: 'answer' });
        const frame = document.createElement('iframe');
        Object.assign(frame, { name: 'answer', hidden: true });
        document.body.append(form, frame);
        const sent = new Promise((resolve) => (frame.onload = resolve));
        form.submit();
        await sent;
        const heard = new Promise<string>((resolve) => {
          const events = new EventSource(followed, { withCredentials: true });
          events.onmessage = () => {
            resolve('read');
          };
          events.onerror = () => {
            resolve('refused');
          };
        });
        return [
          await ask({ method: 'POST', headers: json, body: '{}' }),
          await ask({ method: 'POST', headers: plain, body: '{}' }),
          await ask({ method: 'POST', headers: json, body: '{}', mode: 'no-cors' }),
          await ask({}, followed),
          await heard,
        ];
      },
      [`${server.url}/sync`, location],
    );
    expect(outcomes).toEqual(['refused', 'refused', 'opaque', 'refused', 'refused']);
    expect(countOf('SyncContext')).toBe(triggered);
  });
});
