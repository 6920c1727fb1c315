import { lastValueFrom, NEVER, Observable, of, toArray } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { Refused, type SyncHandle, type SyncSnapshot } from '../../src/index.js';
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

describe('a store that can set what is absent', () => {
  const end = { ...underwayOf(), state: 'succeeded', done: true, success: true } as unknown as SyncSnapshot;
  const ask = { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': 'k' }, body: '{}' };
  const atomicStore = () => {
    const store = mapStore();
    const setIfAbsent = (id: string, sync: StoredSync) => !store.syncs.has(id) && store.set(id, sync) !== undefined;
    return { ...store, setIfAbsent };
  };

  it('makes one sync of what two servers are asked for at the same moment', async () => {
    const { asked, session } = countingSession(() => of(end));
    let trigger: (() => void) | undefined;
    const slow = {
      ...session,
      context: {
        ...session.context,
        start: async () => {
          await new Promise<void>((resolve) => (trigger = resolve));
          return session.context.start();
        },
      },
    };
    const store = atomicStore();
    const servers = [1, 2].map(() => syncHandler({ session: () => slow, retry: 1, store }));
    const [one, two] = servers.map((server) => server(new Request(site, ask)));
    const late = (await two) as Response;
    expect([late.status, late.headers.get('retry-after')]).toEqual([409, '1']);
    trigger?.();
    const started = (await one) as Response;
    expect(started.status).toBe(201);
    const again = await (servers[1] as (typeof servers)[0])(new Request(site, ask));
    expect([again.status, again.headers.get('location')]).toEqual([201, started.headers.get('location')]);
    expect(asked.starts).toBe(1);
  });

  it('lets a page wait for the start of the other server', async () => {
    const { asked, session } = countingSession(() => of(end));
    const handler = syncHandler({ session: () => session, retry: 1, store: atomicStore() });
    let posts = 0;
    const busy = fetchOf(handler, (method, answer) =>
      method === 'POST' && ++posts === 1 ? Promise.resolve(new Response('{}', { status: 409 })) : answer(),
    );
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const snapshots = await lastValueFrom(remoteSync$(site, { ...quick, fetch: busy }).pipe(toArray()));
    vi.restoreAllMocks();
    expect(snapshots.map(({ state }) => state)).toEqual(['pending', 'succeeded']);
    expect(asked.starts).toBe(1);
  });

  it('gives a refusal again, and asks the service no second time', async () => {
    let starts = 0;
    const error = new Refused({
      operation: 'SyncContext',
      httpStatus: 400,
      code: 'No',
      serviceMessage: '',
      requestId: '',
    });
    const { session } = countingSession(() => of(end));
    const start = () => {
      starts += 1;
      const refused = { success: false, state: 'failed', requestId: '', handle } as const;
      return Promise.resolve({ ...refused, errorMessage: error.message, error });
    };
    const refusing = { ...session, context: { ...session.context, start } };
    const store = atomicStore();
    const servers = [1, 2].map(() => syncHandler({ session: () => refusing, store }));
    const answers: unknown[] = [];
    for (const server of servers) {
      const response = await server(new Request(site, ask));
      answers.push([response.status, await response.json()]);
    }
    expect(answers).toEqual(Array(2).fill([502, { error: { ...error.toJSON() } }]));
    expect(starts).toBe(1);
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
