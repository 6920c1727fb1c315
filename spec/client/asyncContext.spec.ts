import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { lastValueFrom, take, tap, type Observable } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { asyncContexts } from '../../src/client/asyncContext.js';
import { contextSync, type LogEvent, type Logger, type SyncHandle, type SyncSnapshot } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import type { Speech } from '../support/scriptedService.js';
import { json, startServer, type Received } from '../support/server.js';
import { handleOf, services, type TestedService } from '../support/services.js';
import { succeeded, task } from '../support/tasks.js';

const store = new AsyncLocalStorage<string>();
const names = ['a', 'b', 'c', 'd'];
/** The context of a follower is called as the store that it subscribes in. */
const nameIn = ({ url, body }: Received): string => /ctx-(\w)/.exec(url + body)?.[1] ?? '';
const targetOf = (name: string) => ({ contextId: `ctx-${name}`, path: '/data' });

type Answer = (response: ServerResponse, speech: Speech) => void;

const troubles: Readonly<Record<string, Answer>> = {
  'is refused for now': (response, speech) => {
    json(response, 503, speech.bad('', ''));
  },
  hangs: () => undefined,
  'is throttled': (response, speech) => {
    json(response, 429, speech.bad('', ''), { 'Retry-After': '0.2' });
  },
};

/** A service whose tasks run until all triggers have come and the list was read three times since, badly if it is said how. */
const startService = async ({ speech, client }: TestedService, triggers: number, trouble?: Answer) => {
  const seen = { triggers: 0, readings: 0 };
  const { url, request } = await startServer((received, response) => {
    const asked = received.url + received.body;
    if (speech.isTrigger(received)) {
      seen.triggers += 1;
      const requestId = nameIn(received);
      json(response, 200, { ...speech.good(), requestId, RequestId: requestId });
    } else if (/Create|sdk\/sessions?\b/i.test(asked)) {
      json(response, 200, speech.good({ sessionId: 's-1', SessionId: 's-1' }));
    } else {
      if (seen.triggers === triggers) seen.readings += 1;
      if (trouble && seen.readings > 0 && seen.readings <= 3) {
        trouble(response, speech);
        return;
      }
      const state = seen.readings > 3 ? succeeded : task;
      const tasks =
        seen.triggers === triggers ? names.map((name) => state({ ...targetOf(name), taskType: 'download' })) : [];
      json(response, 200, speech.good(speech.status(StatusString.encode(tasks))));
    }
  });
  const told: { readonly event: LogEvent; readonly in: string | undefined }[] = [];
  const log = (event: LogEvent): void => void told.push({ event, in: store.getStore() });
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  return {
    seen,
    told,
    request,
    connect: (options = {}) => client({ apiKey: 'any-key', endpoint: url, logger, ...options }),
  };
};

/** The stores that a stream tells in, until its end: those of its values, and of the end. */
const storesOf = (stream: Observable<unknown>): Promise<readonly (string | undefined)[]> =>
  new Promise((resolve) => {
    const stores: (string | undefined)[] = [];
    stream.subscribe({
      next: () => stores.push(store.getStore()),
      complete: () => {
        resolve([...stores, `end in ${store.getStore()}`]);
      },
    });
  });

/** The stores that a sync warns in. */
const warningsOf = async (sync: Observable<SyncSnapshot>): Promise<readonly (string | undefined)[]> => {
  const stores: (string | undefined)[] = [];
  await lastValueFrom(sync.pipe(tap(({ warning }) => warning && stores.push(store.getStore()))));
  return stores;
};

const each = async <T>(run: (name: string) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(names.map((name) => store.run(name, () => run(name))));

/** The stores that requests are made in from now on, as the channel of Node's `fetch` tells. */
const requestsMade = () => {
  const made: (string | undefined)[] = [];
  const note = (): void => void made.push(store.getStore());
  subscribe('undici:request:create', note);
  onTestFinished(() => void unsubscribe('undici:request:create', note));
  return made;
};

describe.each(services)('in the async context of each who follows a session of $name', (service) => {
  const options = { retryInterval: 5, baseline: true };

  it('is told what sync$, follow$ and start$ emit, and their end', async () => {
    const { connect } = await startService(service, names.length * 2);
    const { context } = connect().session('s-1');
    const handle: SyncHandle = await handleOf(connect());
    const told = await each(async (name) => {
      const started = storesOf(context.start$({ ...targetOf(name), ...options }));
      const synced = storesOf(context.sync$({ ...targetOf(name), ...options }));
      const followed = storesOf(context.follow$({ ...handle, ...targetOf(name) }, options));
      return [...(await started), ...(await synced), ...(await followed)];
    });
    expect(told.map((stores) => [...new Set(stores)])).toEqual(names.map((name) => [name, `end in ${name}`]));
    expect(told.every((stores) => stores.length > 6)).toBe(true);
  });

  it('is told what watch$ and create$ emit', async () => {
    const { connect } = await startService(service, 0);
    const client = connect();
    const told = await each(async (name) => {
      const contextSyncs = [contextSync(`ctx-${name}`, '/data')];
      const created = storesOf(client.create$({ imageId: 'i', contextSyncs, retryInterval: 5 }));
      const watched = storesOf(client.session('s-1').context.watch$({}, { interval: 5 }).pipe(take(1)));
      return [...(await created), ...(await watched)];
    });
    expect(told.map((stores) => [...new Set(stores)])).toEqual(names.map((name) => [name, `end in ${name}`]));
  });

  it('is logged what its sync does, and goes on who awaits it or is called back', async () => {
    const { told, connect } = await startService(service, names.length * 2);
    const { context } = connect().session('s-1');
    const ends = await each(async (name) => {
      const plan = { ...targetOf(name), ...options };
      const calledBack = new Promise((resolve) => {
        void context.sync({ ...plan, callback: () => resolve(store.getStore()) });
      });
      await context.sync(plan);
      return [store.getStore(), await calledBack];
    });
    expect(ends).toEqual(names.map((name) => [name, name]));
    const ofSyncs = told.filter(({ event }) => ['start', 'poll', 'end'].includes(event.event));
    // Of two syncs each, the start, a poll at least, and the end: on a machine that is busy, the first poll may tell the end.
    expect(ofSyncs.length).toBeGreaterThanOrEqual(names.length * 6);
    expect(ofSyncs.map(({ event }) => 'requestId' in event && event.requestId)).toEqual(
      ofSyncs.map((entry) => entry.in),
    );
    const waits = told.filter(({ event }) => event.event === 'wait');
    expect(new Set(waits.map((entry) => entry.in))).toEqual(new Set(names));
  });

  it('is asked for its delays', async () => {
    const { connect } = await startService(service, names.length);
    const { context } = connect().session('s-1');
    const asked = await each(async (name) => {
      const stores = new Set<string | undefined>();
      const retryInterval = (): number => {
        stores.add(store.getStore());
        return 5;
      };
      await context.sync({ ...targetOf(name), retryInterval });
      return [...stores];
    });
    expect(asked).toEqual(names.map((name) => [name]));
  });

  it('is sent its trigger, and what is read for all in that of one who is there', async () => {
    const { seen, told, request, connect } = await startService(service, names.length + 1);
    const { context } = connect().session('s-1');
    const made = requestsMade();
    const first = store.run('first', () => context.sync$({ ...options, baseline: false }).subscribe());
    await request(1);
    const others = each((name) => context.sync({ ...targetOf(name), ...options }));
    for (let count = 0; seen.triggers <= names.length; count += 1) await request(count);
    first.unsubscribe();
    const before = made.length;
    await others;
    const since = made.slice(before);
    expect(since.length).toBeGreaterThan(2);
    expect(names).toEqual(expect.arrayContaining(since));
    const triggers = told.filter(({ event }) => event.event === 'request' && event.operation === 'SyncContext');
    expect(triggers.map((entry) => entry.in).sort()).toEqual([...names, 'first']);
  });

  it.each(Object.entries(troubles))('is told that a reading %s', async (how, trouble) => {
    const { connect } = await startService(service, names.length, trouble);
    const { context } = connect().session('s-1');
    // A busy machine is to answer the triggers in time.
    const limit = how === 'hangs' ? 800 : 60_000;
    const told = await each(async (name) => {
      const plan = { ...targetOf(name), ...options, requestTimeout: limit + names.indexOf(name) };
      return warningsOf(context.sync$(plan));
    });
    expect(told.flat().length).toBeGreaterThanOrEqual(3);
    expect(told.flatMap((stores, index) => stores.filter((one) => one !== names[index]))).toEqual([]);
  });

  it('is told that a reading is held, for another request was throttled', async () => {
    const { connect } = await startService(service, 0, troubles['is throttled']);
    const client = connect({ maxConcurrency: 1 });
    const info = client.session('s-2').context.info();
    const told = await each((name) =>
      warningsOf(client.session('s-1').context.sync$({ ...targetOf(name), ...options })),
    );
    expect(await info).toMatchObject({ error: { _tag: 'RateLimited' } });
    expect(told.map((stores) => [...new Set(stores)])).toEqual(names.map((name) => [name]));
  });

  it('is told that its request is not sent, for another one was throttled', async () => {
    const { connect } = await startService(service, 0, troubles['is throttled']);
    const client = connect({ maxConcurrency: 1 });
    const told = await each((name) => storesOf(client.session(`s-${name}`).context.info$({ requestTimeout: 100 })));
    expect(told).toEqual(names.map((name) => [name, `end in ${name}`]));
  });

  it('is asked alone, though the request waited for its turn', async () => {
    const { connect } = await startService(service, 0);
    const client = connect({ maxConcurrency: 1 });
    const made = requestsMade();
    const told = await each((name) => storesOf(client.session(`s-${name}`).context.info$()));
    expect(told).toEqual(names.map((name) => [name, `end in ${name}`]));
    expect(made).toEqual(names);
  });
});

describe('a platform without async contexts', () => {
  it.each([
    ['has no process, as a page', undefined],
    ['has a process without modules', {}],
    ['has no such module', { getBuiltinModule: () => undefined }],
  ])('%s: what is shared is told all the same', async (_, process) => {
    vi.stubGlobal('process', process);
    onTestFinished(() => void vi.unstubAllGlobals());
    const run = vi.fn();
    asyncContexts()()(run);
    expect(run).toHaveBeenCalledOnce();
  });
});
