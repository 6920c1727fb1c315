import { catchError, firstValueFrom, lastValueFrom, map, of, tap, toArray, type Observable } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { AGB, type Session } from '../../src/index.js';
import {
  fromEventStream,
  remoteFollow$,
  remoteSync$,
  remoteSyncs,
  syncHandler,
  type RemoteSnapshot,
} from '../../src/web/index.js';
import { emulated, mountPath, writeFiles, type Emulated } from '../support/emulated.js';
import { deadUrl } from '../support/server.js';
import { services } from '../support/services.js';
import { startWebServer } from '../support/webServer.js';

const pace = { retryInterval: 20 };
const quick = { silence: 5000, reconnectTimeout: 5000 };

/** A server for pages, of one session that has files to sync. */
const served = async (options: Parameters<typeof emulated>[0] = {}, service = services[0]) => {
  const at = await emulated(options, service);
  await writeFiles(at.folder, { 'a.txt': 'A', 'b.txt': 'B' });
  const server = await startWebServer(syncHandler({ session: () => at.session, sync: pace, retry: 10 }));
  return { ...at, server };
};

const countOf = ({ emulator }: Pick<Emulated, 'emulator'>, operation: string): number =>
  emulator.journal.requests.filter((request) => request.operation === operation).length;

const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe.each(services)('a page without the key, of $name', (service) => {
  it('has the snapshots of a sync', async () => {
    const at = await served({ fileDelay: 40 }, service);
    const snapshots = await lastValueFrom(
      remoteSync$(at.server.url, { contextId: at.context.id, path: mountPath, mode: 'upload' }).pipe(toArray()),
    );
    expect(snapshots.at(-1)).toMatchObject({ state: 'succeeded', done: true, progress: { total: 1, finished: 1 } });
    expect(snapshots.some(({ state }) => state === 'running')).toBe(true);
    const [task] = snapshots.at(-1)?.contextStatusData ?? [];
    expect(task).toMatchObject({ contextId: at.context.id, path: mountPath, taskType: 'upload', status: 'Success' });
    expect(task?.key).toMatch(/upload/);
    expect(snapshots.every((snapshot) => !('handle' in snapshot))).toBe(true);
    expect(countOf(at, 'SyncContext')).toBe(1);
  });

  it('is told where its sync is before the first snapshot, once, and not where none was started', async () => {
    const at = await served({}, service);
    const told: string[] = [];
    const started$ = remoteSync$(at.server.url, { mode: 'upload' }, (location) => told.push(location));
    const follow$ = started$.pipe(
      tap(() => {
        expect(told).toHaveLength(1);
      }),
    );
    const end = await lastValueFrom(follow$);
    expect(end).toMatchObject({ state: 'succeeded', location: told[0] });
    expect(await lastValueFrom(remoteFollow$(told[0] ?? ''))).toMatchObject({ state: 'succeeded' });
    const syncs = remoteSyncs(at.server.url);
    await lastValueFrom(syncs.sync$({ mode: 'upload' }, (location) => told.push(location)));
    expect(new Set(told).size).toBe(2);
    await lastValueFrom(remoteSync$(at.server.url, { contextId: 'no path' }, (location) => told.push(location)));
    expect(told).toHaveLength(2);
  });

  it('is told nothing that it could use', async () => {
    const at = await served({}, service);
    at.emulator.trouble({ operation: 'task', taskError: 'The disk is full.' });
    const end = await lastValueFrom(remoteSync$(at.server.url));
    expect(end).toMatchObject({ state: 'failed', error: { _tag: 'TaskFailed', total: 1 } });
    expect(end.done && !end.success && end.error instanceof Error && end.error.message).toContain('The disk is full.');
    const written = at.server.written();
    expect(written).toContain('The disk is full.');
    for (const secret of [
      'any-key',
      '"handle"',
      '"baseline"',
      '"stack"',
      'lastSnapshot',
      'triggeredAt',
      'node_modules',
    ])
      expect(written).not.toContain(secret);
  });
});

it('tells a page nothing of where the service is', async () => {
  const endpoint = await deadUrl();
  const session = new AGB({ apiKey: 'any-key', endpoint }).session('s-1');
  const server = await startWebServer(syncHandler({ session: () => session, sync: { ...pace, maxRetries: 2 } }));
  const snapshots = await lastValueFrom(remoteSync$(server.url).pipe(toArray()));
  // As `sync$` says it: surely nothing was triggered.
  expect(snapshots).toMatchObject([
    { state: 'failed', errorMessage: expect.stringContaining('no connection with [URL]') as string },
  ]);
  expect(server.written()).not.toContain(new URL(endpoint).host);
});

describe('a sync for several pages', () => {
  it('is followed once, however many look, and not once nobody does', async () => {
    const at = await served({ taskDelay: 400 });
    const first = firstValueFrom(remoteSync$(at.server.url));
    await first;
    const started = await post(at.server.url, {});
    const location = new URL(started.headers.get('location') ?? '', at.server.url);
    const before = countOf(at, 'GetContextInfo');
    const ends = await Promise.all([1, 2, 3, 4, 5].map(() => lastValueFrom(remoteFollow$(location).pipe(toArray()))));
    const polls = countOf(at, 'GetContextInfo') - before;
    for (const snapshots of ends) expect(snapshots.at(-1)?.state).toBe('succeeded');
    const most = Math.max(...ends.map((snapshots) => snapshots.at(-1)?.polls ?? 0));
    expect(polls).toBeLessThanOrEqual(most + 1);
    const after = countOf(at, 'GetContextInfo');
    // Who comes late is told the end, of what is kept.
    expect((await lastValueFrom(remoteFollow$(location))).state).toBe('succeeded');
    expect(countOf(at, 'GetContextInfo')).toBe(after);
  });

  it('stops being followed when the last page leaves', async () => {
    const at = await served({ taskDelay: 60_000 });
    const started = await post(at.server.url, {});
    const location = new URL(started.headers.get('location') ?? '', at.server.url);
    const seen: RemoteSnapshot[] = [];
    const viewers = [1, 2].map(() => remoteFollow$(location).subscribe((snapshot) => seen.push(snapshot)));
    await vi.waitFor(() => {
      expect(seen.length).toBeGreaterThan(2);
    });
    for (const viewer of viewers) viewer.unsubscribe();
    await vi.waitFor(() => {
      const before = countOf(at, 'GetContextInfo');
      return new Promise((resolve, reject) => {
        setTimeout(() => {
          if (countOf(at, 'GetContextInfo') === before) resolve(undefined);
          else reject(new Error('It is followed still.'));
        }, 100);
      });
    });
  });
});

describe('a broken connection', () => {
  it('is a warning, and goes on by itself', async () => {
    const at = await served({ taskDelay: 600 });
    const snapshots: RemoteSnapshot[] = [];
    const end = new Promise<void>((resolve) => {
      remoteSync$(at.server.url, quick).subscribe({
        next: (snapshot) => snapshots.push(snapshot),
        complete: resolve,
      });
    });
    await vi.waitFor(() => {
      expect(snapshots.length).toBeGreaterThan(1);
    });
    at.server.breakOff();
    await end;
    expect(snapshots.some((snapshot) => 'warning' in snapshot && snapshot.warning?._tag === 'Unavailable')).toBe(true);
    expect(snapshots.at(-1)?.state).toBe('succeeded');
    expect(countOf(at, 'SyncContext')).toBe(1);
  });

  it('ends unconfirmed where the server is gone', async () => {
    const at = await served({ taskDelay: 60_000 });
    const snapshots: RemoteSnapshot[] = [];
    const end = new Promise<void>((resolve) => {
      remoteSync$(at.server.url, { silence: 300, reconnectTimeout: 500 }).subscribe({
        next: (snapshot) => snapshots.push(snapshot),
        complete: resolve,
      });
    });
    await vi.waitFor(() => {
      expect(snapshots.length).toBeGreaterThan(1);
    });
    await at.server.close();
    await end;
    expect(snapshots.at(-1)).toMatchObject({ state: 'unconfirmed', done: true, error: { _tag: 'Unavailable' } });
  });

  it('starts no second sync where the answer to the start got lost', async () => {
    const at = await served();
    let asked = 0;
    const lossy: typeof fetch = async (url, init) => {
      const response = await fetch(url, init);
      if (init?.method === 'POST' && ++asked === 1) throw new TypeError('fetch failed');
      return response;
    };
    const snapshots = await lastValueFrom(remoteSync$(at.server.url, { fetch: lossy, ...quick }).pipe(toArray()));
    expect(asked).toBe(2);
    expect(snapshots[0]).toMatchObject({ state: 'pending', warning: { _tag: 'Unavailable' } });
    expect(snapshots.at(-1)?.state).toBe('succeeded');
    expect(countOf(at, 'SyncContext')).toBe(1);
  });
});

it('keeps what the page says of itself in its address, and the path that it knows the server by', async () => {
  const at = await served();
  const asked: string[] = [];
  const handle = syncHandler({ session: () => at.session, sync: pace });
  const server = await startWebServer((request) => {
    asked.push(new URL(request.url).search);
    // What stands between has taken the first part of the path away.
    return handle(new Request(request.url.replace('/api/sync', '/'), request));
  });
  const end = await lastValueFrom(remoteSync$(`${server.url}/api/sync?session=1&id=2`));
  expect(end.state).toBe('succeeded');
  expect(asked[0]).toBe('?session=1&id=2');
  expect(asked[1]).toMatch(/^\?session=1&id=[\da-f-]{32}$/);
});

describe('what is refused', () => {
  it.each<[string, (url: string) => Promise<Response>, number]>([
    [
      'a form of a foreign page',
      (url) => fetch(url, { method: 'POST', body: new URLSearchParams('mode=upload') }),
      415,
    ],
    ['text of a foreign page', (url) => fetch(url, { method: 'POST', body: '{}' }), 415],
    ['what is no JSON', (url) => post(url, '{'), 400],
    ['an option that is not for pages', (url) => post(url, { retryInterval: 1 }), 400],
    ['a path without a context', (url) => post(url, { path: '/x' }), 400],
    ['a body that is too long', (url) => post(url, { contextId: 'x'.repeat(20_000) }), 413],
    ['another method', (url) => fetch(url, { method: 'DELETE' }), 405],
    ['an id that nobody has', (url) => fetch(`${url}/?id=1`), 404],
    ['no id', (url) => fetch(url), 404],
  ])('%s', async (_, ask, status) => {
    const at = await served();
    const response = await ask(at.server.url);
    expect(response.status).toBe(status);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(countOf(at, 'SyncContext')).toBe(0);
  });

  it('is another method, with those that there are', async () => {
    const at = await served();
    expect((await fetch(at.server.url, { method: 'PUT' })).headers.get('allow')).toBe('GET, POST');
  });

  it.each([[{}], [{ get: String }], [{ set: String }], [{ get: String, set: String, setIfAbsent: 1 }]])(
    'is a store that is %j, before anything is asked',
    (store) => {
      const session = () => new AGB({ apiKey: 'any-key' }).session('s-1');
      expect(() => syncHandler({ session, store: store as never })).toThrow(
        /`store` must have the functions get and set, and may have setIfAbsent/,
      );
    },
  );

  it('is whom the server does not know, with its own answer, and who sees another session', async () => {
    const at = await emulated();
    const other = await emulated();
    const sessions: Readonly<Record<string, Session>> = { one: at.session, two: other.session };
    const server = await startWebServer(
      syncHandler({
        sync: pace,
        session: ({ headers }) =>
          sessions[headers.get('authorization') ?? ''] ?? new Response('Who are you?', { status: 401 }),
      }),
    );
    const as = (who: string) => ({ headers: () => ({ authorization: who }) });
    expect(await lastValueFrom(remoteSync$(server.url, as('three')))).toMatchObject({
      state: 'failed',
      error: { _tag: 'Unauthorized', httpStatus: 401 },
    });
    const started = await post(server.url, {}, { authorization: 'one' });
    const location = new URL(started.headers.get('location') ?? '', server.url);
    expect(await lastValueFrom(remoteFollow$(location, as('two')))).toMatchObject({
      state: 'unconfirmed',
      error: { _tag: 'NotFound' },
    });
    expect(await lastValueFrom(remoteFollow$(location, as('one')))).toMatchObject({ state: 'succeeded' });
  });

  it('is said without a reason where the session cannot be told', async () => {
    const server = await startWebServer(
      syncHandler({
        session: () => {
          throw new Error('postgres://user:password@db');
        },
      }),
    );
    const response = await post(server.url, {});
    expect([response.status, await response.text()]).toEqual([500, '']);
  });

  it('is a start that the service refuses, with the error', async () => {
    const at = await served();
    at.emulator.trouble({ operation: 'SyncContext', httpStatus: 400, code: 'Context.NotReady', message: 'Not now.' });
    expect(await lastValueFrom(remoteSync$(at.server.url))).toMatchObject({
      state: 'failed',
      error: { _tag: 'Refused', code: 'Context.NotReady', serviceMessage: 'Not now.' },
    });
  });

  it.each<[string, (url: string) => Observable<unknown>]>([
    ['url', (url) => remoteSync$(url)],
    ['url', (url) => fromEventStream(url)],
    ['location', (url) => remoteFollow$(url)],
  ])('is an %s where nothing can be asked, at once and once for all', async (option, ask) => {
    const fetch = vi.spyOn(globalThis, 'fetch');
    for (const url of ['/sync', 'http://', 'localhost:3000/sync', 'http://user:secret@localhost/sync']) {
      const error = await lastValueFrom(
        ask(url).pipe(
          map((snapshot) => (snapshot as { readonly error?: unknown }).error),
          catchError((thrown: unknown) => of(thrown)),
        ),
      );
      expect(error).toMatchObject({ _tag: 'InvalidRequest', option });
      expect((error as Error).message).not.toContain('secret');
    }
    expect(fetch).not.toHaveBeenCalled();
    fetch.mockRestore();
  });

  it('is no URL that the page completes', async () => {
    const at = await served();
    vi.stubGlobal('document', { baseURI: at.server.url });
    expect(await lastValueFrom(remoteSync$('/sync'))).toMatchObject({ state: 'succeeded' });
    vi.unstubAllGlobals();
  });

  it.each([
    ['silence', { silence: 0 }],
    ['silence', { silence: Number.NaN }],
    ['reconnectTimeout', { reconnectTimeout: 2 ** 31 }],
  ])('is the option %s of a page, before anything is sent', async (option, options) => {
    const at = await served();
    expect(await lastValueFrom(remoteSync$(at.server.url, options))).toMatchObject({
      state: 'failed',
      error: { _tag: 'InvalidRequest', option },
    });
    await expect(lastValueFrom(fromEventStream(at.server.url, options))).rejects.toMatchObject({ option });
    expect(at.server.asked).toEqual({});
  });

  it.each([
    ['session', { session: 1 }],
    ['sync.retryInterval', { session: () => new Response(), sync: { retryInterval: -1 } }],
    ['store', { session: () => new Response(), store: {} }],
    ['heartbeat', { session: () => new Response(), heartbeat: 0 }],
    ['typo', { session: () => new Response(), typo: 1 }],
  ])('is the option %s, before anything is asked', (option, options) => {
    expect(() => syncHandler(options as never)).toThrow(option.replace('sync.', ''));
  });
});

it('tells a browser that comes back after the end that there is no more', async () => {
  const at = await served();
  const started = await post(at.server.url, {});
  const location = new URL(started.headers.get('location') ?? '', at.server.url);
  const text = await (await fetch(location)).text();
  expect(text).toMatch(/id: end\nevent: complete\ndata:\n\n$/);
  expect((await fetch(location, { headers: { 'last-event-id': 'end' } })).status).toBe(204);
  // What it says otherwise is not believed.
  expect(await (await fetch(location, { headers: { 'last-event-id': '7' } })).text()).toContain('"succeeded"');
});
