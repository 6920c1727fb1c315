import { BehaviorSubject, firstValueFrom, lastValueFrom, map, Observable, takeWhile, toArray } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import type { SyncHandle, SyncSnapshot } from '../../src/index.js';
import { remoteSyncs, syncHandler, type RemoteSnapshot, type SyncedSession } from '../../src/web/index.js';
import { underwayOf } from '../support/snapshots.js';
import { startWebServer } from '../support/webServer.js';

const running = underwayOf();
const succeeded = { ...running, state: 'succeeded', done: true, success: true } as unknown as SyncSnapshot;
/** However slow the machine is. */
const until = (holds: () => void) => vi.waitFor(holds, { timeout: 60_000, interval: 10 });

const quick = { silence: 60_000, reconnectTimeout: 60_000 };

/** Sessions whose syncs go on until they are ended, and who follows them. */
const scriptedSessions = () => {
  const syncs: { readonly snapshots: BehaviorSubject<SyncSnapshot>; begun: number; active: number }[] = [];
  const session = (sessionId: string): SyncedSession => ({
    sessionId,
    context: {
      start: () => {
        const requestId = String(syncs.push({ snapshots: new BehaviorSubject(running), begun: 0, active: 0 }) - 1);
        const handle = {
          version: 1,
          service: 'AGB',
          sessionId,
          requestId,
          triggeredAt: Date.now(),
          accepted: true,
        } as const;
        return Promise.resolve({ success: true, requestId, handle, errorMessage: '' });
      },
      follow$: (handle: SyncHandle) =>
        new Observable((subscriber) => {
          const sync = syncs[Number(handle.requestId)];
          if (sync === undefined) throw new Error('unknown');
          sync.begun += 1;
          sync.active += 1;
          subscriber.add(() => (sync.active -= 1));
          const own = sync.snapshots.pipe(
            map((snapshot): SyncSnapshot => ({ ...snapshot, handle })),
            takeWhile(({ done }) => !done, true),
          );
          subscriber.add(own.subscribe(subscriber));
        }),
    },
  });
  const end = (index: number): void => syncs[index]?.snapshots.next(succeeded);
  return { syncs, session, end };
};

/** A server of them, whose page says which session it means. What it is asked for, and how much is open. */
const served = async () => {
  const { session, ...scripted } = scriptedSessions();
  const health = { isIll: false };
  const handle = syncHandler({
    session: ({ url }) => {
      const id = new URL(url).searchParams.get('session') ?? '';
      if (id === 'ill' && health.isIll) throw new Error('postgres://user:password@db');
      return id === 'none' ? new Response(null, { status: 401 }) : session(id);
    },
    retry: 10,
  });
  const open = { now: 0, most: 0 };
  const server = await startWebServer((request) => {
    if (request.method === 'GET') {
      open.most = Math.max(open.most, ++open.now);
      request.signal.addEventListener('abort', () => (open.now -= 1));
    }
    return handle(request);
  });
  return { ...scripted, server, open, health };
};

const statesOf = (stream: Observable<RemoteSnapshot>) => {
  const states: string[] = [];
  const subscription = stream.subscribe((snapshot) =>
    states.push('warning' in snapshot && snapshot.warning ? 'warning' : snapshot.state),
  );
  return { states, subscription };
};

describe('many syncs over one connection', () => {
  it('are each told from its start to its end', async () => {
    const { syncs, end, server, open } = await served();
    const { sync$ } = remoteSyncs(`${server.url}/?session=s`);
    const pages = Array.from({ length: 30 }, () => statesOf(sync$()));
    await until(() => {
      for (const { states } of pages) expect(states).toContain('pending');
    });
    for (const index of syncs.keys()) end(index);
    await until(() => {
      for (const { states } of pages) expect(states.at(-1)).toBe('succeeded');
    });
    await until(() => {
      expect(open.now).toBe(0);
    });
    // One, and the next one while it is opened; the server learns a little later that one is closed.
    expect(open.most).toBeLessThan(6);
    expect(syncs.map(({ begun, active }) => [begun, active])).toEqual(Array(30).fill([1, 0]));
  });

  it('are of several sessions, each seen by whom it is shown to', async () => {
    const { end, server } = await served();
    const ofOne = await firstValueFrom(remoteSyncs(`${server.url}/?session=one`).sync$());
    const ofTwo = await firstValueFrom(remoteSyncs(`${server.url}/?session=two`).sync$());
    const { follow$ } = remoteSyncs(server.url);
    const [one = '', two = ''] = [ofOne.location, ofTwo.location];
    end(0);
    end(1);
    const ends = [one, two, one.replace('one', 'two'), one.replace('one', 'none'), two.replace(/id=.*/, 'id=1')];
    expect(await Promise.all(ends.map((location) => lastValueFrom(follow$(location))))).toMatchObject([
      { state: 'succeeded', location: one },
      { state: 'succeeded', location: two },
      { state: 'unconfirmed', error: { _tag: 'NotFound' } },
      { state: 'unconfirmed', error: { _tag: 'Unauthorized' } },
      { state: 'unconfirmed', error: { _tag: 'NotFound' } },
    ]);
  });

  it('warn where the connection breaks, and go on by themselves', async () => {
    const { syncs, end, server } = await served();
    const { sync$ } = remoteSyncs(server.url, quick);
    const pages = [1, 2, 3].map(() => statesOf(sync$()));
    await until(() => {
      for (const { states } of pages) expect(states).toContain('pending');
    });
    server.breakOff();
    await until(() => {
      for (const { states } of pages) expect(states.at(-1)).toBe('warning');
    });
    for (const index of syncs.keys()) end(index);
    await until(() => {
      for (const { states } of pages) expect(states.at(-1)).toBe('succeeded');
    });
    expect(syncs).toHaveLength(3);
  });

  it('are not followed any more for who left, and for the others without a pause', async () => {
    const { syncs, server, open } = await served();
    const { sync$ } = remoteSyncs(server.url);
    const pages = [1, 2].map(() => statesOf(sync$()));
    await until(() => {
      expect(syncs.map(({ active }) => active)).toEqual([1, 1]);
    });
    pages[0]?.subscription.unsubscribe();
    await until(() => {
      expect(syncs.map(({ active }) => active).sort()).toEqual([0, 1]);
    });
    expect(syncs.map(({ begun }) => begun)).toEqual([1, 1]);
    pages[1]?.subscription.unsubscribe();
    await until(() => {
      expect([open.now, ...syncs.map(({ active }) => active)]).toEqual([0, 0, 0]);
    });
  });

  it('end where what the server follows fails, and the others go on', async () => {
    const { syncs, end, server } = await served();
    const { sync$ } = remoteSyncs(server.url);
    const pages = [1, 2].map(() => statesOf(sync$()));
    await until(() => {
      expect(syncs.map(({ active }) => active)).toEqual([1, 1]);
    });
    syncs[0]?.snapshots.error(new Error('postgres://user:password@db'));
    end(1);
    await until(() => {
      expect(pages.map(({ states }) => states.at(-1)).sort()).toEqual(['succeeded', 'unconfirmed']);
    });
    expect(server.written()).not.toContain('postgres');
  });

  it('go on where the server has trouble with one of them, which goes on later', async () => {
    const { end, server, health } = await served();
    const locationOf = async (session: string): Promise<string> => {
      const { sync$ } = remoteSyncs(`${server.url}/?session=${session}`);
      return (await firstValueFrom(sync$())).location ?? '';
    };
    const locations = [await locationOf('one'), await locationOf('ill'), await locationOf('two')];
    health.isIll = true;
    const { follow$ } = remoteSyncs(server.url, quick);
    const [one, ill, two] = locations.map((location) => statesOf(follow$(location)));
    await until(() => {
      expect(ill?.states.at(-1)).toBe('warning');
      for (const other of [one, two]) expect(other?.states).toEqual(['pending']);
    });
    for (const index of locations.keys()) end(index);
    await until(() => {
      for (const other of [one, two]) expect(other?.states).toEqual(['pending', 'succeeded']);
    });
    health.isIll = false;
    await until(() => {
      expect(ill?.states.at(-1)).toBe('succeeded');
    });
    expect(server.written()).not.toContain('postgres');
  });

  it('have one request of at most so many, and each once', async () => {
    const { server } = await served();
    const ask = (count: number) =>
      fetch(`${server.url}?${Array.from({ length: count }, (_, index) => `location=%3Fid%3D${index}`).join('&')}`);
    expect((await ask(101)).status).toBe(414);
    const text = await (await ask(100)).text();
    expect(text.match(/"status":404/g)).toHaveLength(100);
    const twice = await (await fetch(`${server.url}?location=%3Fid%3D1&location=%3Fid%3D1`)).text();
    expect(twice.match(/"status":404/g)).toHaveLength(1);
  });

  it.each([
    ['location', 'http://127.0.0.1:1/?id=1'],
    ['location', '/other?id=1'],
    ['location', 'http://'],
  ])('are of one handler: the %s %s is refused', async (option, location) => {
    const { server } = await served();
    const snapshots = await lastValueFrom(remoteSyncs(server.url).follow$(location).pipe(toArray()));
    expect(snapshots).toMatchObject([{ state: 'failed', error: { _tag: 'InvalidRequest', option } }]);
    expect(server.asked).toEqual({});
  });
});
