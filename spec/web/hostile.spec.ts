import { lastValueFrom, NEVER, Observable, of, toArray } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import type { SyncHandle, SyncSnapshot } from '../../src/index.js';
import { remoteFollow$, remoteSync$, syncHandler, type StoredSync, type SyncedSession } from '../../src/web/index.js';
import { underwayOf } from '../support/snapshots.js';

const handle: SyncHandle = {
  version: 1,
  service: 'AGB',
  sessionId: 's-1',
  requestId: 'R',
  triggeredAt: Date.now(),
  accepted: true,
};

/** A session that counts what is asked of it. */
const countingSession = (follow: (from: SyncHandle, options: unknown) => Observable<SyncSnapshot>) => {
  const asked = { starts: 0, follows: [] as SyncHandle[], timeouts: [] as unknown[], active: 0 };
  const session: SyncedSession = {
    sessionId: 's-1',
    context: {
      start: () => {
        asked.starts += 1;
        return Promise.resolve({ success: true, requestId: 'R', handle, errorMessage: '' });
      },
      follow$: (from, options) =>
        new Observable((subscriber) => {
          asked.follows.push(from);
          asked.timeouts.push(options?.timeout);
          asked.active += 1;
          subscriber.add(() => (asked.active -= 1));
          subscriber.add(follow(from, options).subscribe(subscriber));
        }),
    },
  };
  return { asked, session };
};

/** A page whose requests go to a handler. What a network does to one of them says `network`. */
const fetchOf =
  (
    handler: (request: Request) => Promise<Response>,
    network: (method: string, answer: () => Promise<Response>) => Promise<Response> = (_, answer) => answer(),
  ): typeof fetch =>
  (url, init) =>
    network(init?.method ?? 'GET', () => handler(new Request(url, init)));

const site = 'http://site.test/sync';
const quick = { silence: 500, reconnectTimeout: 3000 };

const mapStore = (syncs = new Map<string, StoredSync>()) => ({
  syncs,
  get: (id: string) => syncs.get(id),
  set: (id: string, sync: StoredSync): unknown => syncs.set(id, sync),
});

const firstRead = async (response: Response) => {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  await reader.read();
  return reader;
};

describe('a store', () => {
  it.each(['is slow', 'is down'])('that %s makes nobody forget what was seen', async (how) => {
    const seen = [{ ...underwayOf().handle, seen: [] }];
    const newer = { ...handle, seen: seen.map(() => ({ contextId: 'c' })) } as unknown as SyncHandle;
    const { asked, session } = countingSession(
      () =>
        new Observable((subscriber) => {
          subscriber.next({ ...underwayOf(), handle: newer });
        }),
    );
    const store = mapStore();
    let writes = 0;
    const handler = syncHandler({
      session: () => session,
      store: {
        get: store.get,
        set: async (id, sync) => {
          if (++writes > 1)
            await (how === 'is slow' ? new Promise(() => undefined) : Promise.reject(new Error('down')));
          store.set(id, sync);
        },
      },
    });
    const started = await handler(
      new Request(site, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
    );
    const location = new URL(started.headers.get('location') ?? '', site);
    await vi.waitFor(() => {
      expect(store.syncs.size).toBe(1);
    });
    for (let viewer = 0; viewer < 2; viewer++) await (await firstRead(await handler(new Request(location)))).cancel();
    expect(asked.follows).toEqual([handle, newer]);
  });

  it('that cannot be written at the start makes no second sync', async () => {
    const end = { ...underwayOf(), state: 'succeeded', done: true, success: true } as unknown as SyncSnapshot;
    const { asked, session } = countingSession(() => of(end));
    const set = () => Promise.reject(new Error('down'));
    const handler = syncHandler({ session: () => session, retry: 1, store: { get: () => undefined, set } });
    expect(await lastValueFrom(remoteSync$(site, { ...quick, fetch: fetchOf(handler) }))).toMatchObject({
      state: 'succeeded',
    });
    expect(asked.starts).toBe(1);
  });

  it('that two servers share makes one sync of what is asked for twice, and keeps its end', async () => {
    const end = { ...underwayOf(), state: 'succeeded', done: true, success: true } as unknown as SyncSnapshot;
    const { asked, session } = countingSession(() => of(end));
    const store = mapStore();
    const servers = [1, 2].map(() => syncHandler({ session: () => session, retry: 1, store }));
    let posts = 0;
    const lossy = fetchOf(
      (request) => (servers[posts % 2] as (typeof servers)[0])(request),
      async (method, answer) => {
        const response = await answer();
        if (method === 'POST' && ++posts === 1) throw new TypeError('fetch failed');
        return response;
      },
    );
    expect((await lastValueFrom(remoteSync$(site, { ...quick, fetch: lossy }))).state).toBe('succeeded');
    expect([posts, asked.starts]).toEqual([2, 1]);
    await vi.waitFor(() => {
      expect([...store.syncs.values()].map(({ result }) => typeof result)).toEqual(['string']);
    });
  });
});

describe('a server', () => {
  const started = async (session: SyncedSession) => {
    const handler = syncHandler({ session: () => session, sync: { timeout: 60_000 } });
    const post = new Request(site, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    const location = new URL((await handler(post)).headers.get('location') ?? '', site);
    return { handler, location };
  };

  it('follows nothing for who saw the end, or never reads, and once for who reads in whatever order', async () => {
    const { asked, session } = countingSession(() => new Observable((subscriber) => subscriber.next(underwayOf())));
    const { handler, location } = await started(session);
    expect((await handler(new Request(location, { headers: { 'last-event-id': 'end' } }))).status).toBe(204);
    const unread = await handler(new Request(location));
    expect(asked.follows).toHaveLength(0);
    const first = await firstRead(await handler(new Request(location)));
    await first.cancel();
    const others = [await firstRead(await handler(new Request(location))), await firstRead(unread)];
    expect(asked.active).toBe(1);
    for (const other of others) await other.cancel();
    expect(asked.active).toBe(0);
  });

  it('gives who comes late no more time than the sync has, but for a look', async () => {
    const { asked, session } = countingSession(() => NEVER);
    const { handler, location } = await started(session);
    vi.spyOn(Date, 'now').mockReturnValue(handle.triggeredAt + 20_000);
    const read = async () => {
      const reader = ((await handler(new Request(location))).body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      await new Promise((resolve) => setTimeout(resolve));
      await reader.cancel();
    };
    await read();
    vi.spyOn(Date, 'now').mockReturnValue(handle.triggeredAt + 3_600_000);
    await read();
    vi.restoreAllMocks();
    expect(asked.timeouts).toEqual([40_000, 10_000]);
  });
});

describe('a page', () => {
  it('does not say that nothing was triggered where an earlier try may have arrived', async () => {
    const { session } = countingSession(() => NEVER);
    const handler = syncHandler({ session: () => session });
    let posts = 0;
    const proxy = fetchOf(handler, async (_, answer) => {
      const response = await answer();
      return ++posts === 1
        ? new Response(null, { status: 504 })
        : posts === 2
          ? new Response(null, { status: 401 })
          : response;
    });
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const end = await lastValueFrom(remoteSync$(site, { ...quick, fetch: proxy }));
    vi.restoreAllMocks();
    expect(end).toMatchObject({ state: 'unconfirmed', error: { _tag: 'Unauthorized' } });
  });

  it('asks again where its headers cannot be had for a moment', async () => {
    const end = { ...underwayOf(), state: 'succeeded', done: true, success: true } as unknown as SyncSnapshot;
    const { session } = countingSession(() => of(end));
    let tries = 0;
    const headers = () => (++tries === 1 ? Promise.reject(new TypeError('offline')) : Promise.resolve({}));
    const snapshots = await lastValueFrom(
      remoteSync$(site, { ...quick, headers, fetch: fetchOf(syncHandler({ session: () => session })) }).pipe(toArray()),
    );
    expect(snapshots.map(({ state }) => state)).toEqual(['pending', 'succeeded']);
  });

  it('does not ask in a hurry, nor for ever, where a server gives nothing but a wait of 0', async () => {
    let asked = 0;
    const bare: typeof fetch = () => {
      asked += 1;
      return Promise.resolve(new Response('retry: 0\n\n', { headers: { 'content-type': 'text/event-stream' } }));
    };
    const end = await lastValueFrom(remoteFollow$(site, { silence: 500, reconnectTimeout: 1000, fetch: bare }));
    expect(end.state).toBe('unconfirmed');
    expect(asked).toBeLessThan(10);
  });
});
