import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { AGB, AgentBay, contextSync, syncPolicy, unwrap } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { json, startServer } from '../support/server.js';
import { clientOf, services } from '../support/services.js';
import { succeeded } from '../support/tasks.js';

describe.each(services)('$name passes on what it is given:', (service) => {
  const { name, speech } = service;
  const list = StatusString.encode([succeeded({ contextId: 'ctx-1', path: '/d', taskType: 'upload' })]);

  /** A service whose every sync has succeeded, and whose every session is gone; tells what it is asked for. */
  const serviceOf = async (data: object = {}) => {
    const server = await startServer((_, response) => {
      json(
        response,
        200,
        speech.good({ contextStatus: list, ContextStatus: list, status: 'FINISH', Status: 'FINISH', ...data }),
      );
    });
    const asked = () =>
      server.received.map(({ url, body }) => {
        const [path = '', query = ''] = url.split('?');
        const params = new URLSearchParams(`${query}&${body.startsWith('{') ? '' : body}`);
        const operation = params.get('Action') ?? path.split('/').at(-1);
        const shown = ['sessionId', 'contextId', 'path', 'mode', 'taskType'].flatMap((key) => {
          const value = params.get(key) ?? params.get(key.charAt(0).toUpperCase() + key.slice(1));
          return value === null ? [] : [`${key}=${value}`];
        });
        return [operation, ...shown].join(' ');
      });
    return { asked, client: clientOf(service, server.url) };
  };
  const target = { contextId: 'ctx-1', path: '/d', mode: 'upload' };
  const trigger = 'SyncContext sessionId=s-1 contextId=ctx-1 path=/d mode=upload';

  it.each([false, true])('the target of a sync, baseline: %j, in each of its forms', async (baseline) => {
    const options = { ...target, baseline, settlePolls: 0 };
    const { asked, client } = await serviceOf();
    const { context } = client.session('s-1');
    await lastValueFrom(context.sync$(options));
    await context.sync(options);
    await new Promise<unknown>((resolve, reject) => {
      context.sync({ ...options, callback: (_, result) => resolve(result) }).catch(reject);
    });
    const info = 'GetContextInfo sessionId=s-1';
    const one = [...(baseline ? [info] : []), trigger, info];
    expect(asked().map((line) => line.replace(/^(GetContextInfo sessionId=s-1).*/, '$1'))).toEqual([
      ...one,
      ...one,
      ...one,
    ]);
    const started = await serviceOf();
    await lastValueFrom(started.client.session('s-1').context.start$(options));
    await started.client.session('s-1').context.start(options);
    expect(started.asked().filter((line) => line.startsWith('Sync'))).toEqual([trigger, trigger]);
    expect(started.asked()).toHaveLength(baseline ? 4 : 2);
  });

  it('the handle of a sync, and how it is followed', async () => {
    const { client } = await serviceOf();
    const { context } = client.session('s-1');
    const { handle } = unwrap(await context.start({ ...target, baseline: false }));
    expect(handle).toMatchObject({ sessionId: 's-1', requestId: 'R', accepted: true, ...target });
    expect(await context.follow(handle)).toMatchObject({ state: 'succeeded', requestId: 'R', progress: { total: 1 } });
    expect(await context.follow({ ...handle, path: '/other' }, { settlePolls: 0, maxRetries: 1 })).toMatchObject({
      progress: { total: 0 },
      polls: 1,
    });
  });

  it('the filter of a reading, and of a watch', async () => {
    const { asked, client } = await serviceOf();
    const { context } = client.session('s-1');
    const filter = { contextId: 'ctx-1', path: '/d', taskType: 'upload' };
    await context.info(filter);
    await lastValueFrom(context.info$(filter));
    await lastValueFrom(context.watch$(filter).pipe(take(1)));
    await lastValueFrom(context.watch$().pipe(take(1)));
    const line = 'GetContextInfo sessionId=s-1 contextId=ctx-1 path=/d taskType=upload';
    expect(asked()).toEqual([line, line, line, 'GetContextInfo sessionId=s-1']);
  });

  it('how a session is synced before it is deleted', async () => {
    const { asked, client } = await serviceOf();
    const syncContext = { mode: 'upload', baseline: false, settlePolls: 0 } as const;
    expect(await client.delete(client.session('s-1'), { syncContext })).toMatchObject({ state: 'deleted' });
    expect(await client.session('s-1').delete({ syncContext: false })).toMatchObject({ state: 'deleted' });
    const gone = {
      AGB: ['releaseSessionAsync', 'getSessionInfo'],
      AgentBay: ['DeleteSessionAsync', 'GetSessionDetail'],
    };
    const lines = asked().map((line) => line.split(' ')[0]);
    expect(lines).toEqual([
      'SyncContext',
      'GetContextInfo',
      ...gone[name as keyof typeof gone],
      ...gone[name as keyof typeof gone],
    ]);
    expect(asked()[0]).toBe('SyncContext sessionId=s-1 mode=upload');
  });

  it('the session that the service speaks of', async () => {
    const { client } = await serviceOf({ sessionId: 's-9', SessionId: 's-9' });
    const { session } = unwrap(await client.get('s-1'));
    expect(session.sessionId).toBe('s-9');
    expect(session.context.session).toBe(session);
    expect(session.contextManager).toBe(session.context);
    const created = unwrap(await client.create({ imageId: 'i' }));
    expect(created.session.sessionId).toBe('s-9');
    expect(created.session.context.session).toBe(created.session);
  });

  it('the policy of a mount, and where it is mounted', async () => {
    const server = await startServer((_, response) =>
      json(response, 200, speech.good({ sessionId: 's', SessionId: 's' })),
    );
    const client = clientOf(service, server.url);
    const policy = syncPolicy({ uploadPolicy: { uploadMode: 'Archive' }, downloadPolicy: { autoDownload: false } });
    const mounts = [
      contextSync('ctx-1', '/d', policy),
      contextSync('ctx-2', '/e', { downloadPolicy: { autoDownload: false } }),
    ];
    const snapshots = await lastValueFrom(client.create$({ imageId: 'i', contextSyncs: mounts }).pipe(toArray()));
    // Nothing is downloaded by itself: there is nothing to wait for.
    expect(snapshots).toMatchObject([{ done: true, downloads: { state: 'succeeded', missing: [] } }]);
    expect(server.received).toHaveLength(1);
    const { url = '', body = '' } = server.received[0] ?? {};
    const sent = decodeURIComponent(`${url} ${body}`.replaceAll('+', ' '));
    expect(sent).toMatch(/"contextId":"ctx-1","path":"\/d".*"contextId":"ctx-2","path":"\/e"/i);
    expect(sent).toMatch(/uploadMode\\*":\\*"Archive/);
  });
});

it('a client keeps its key and its endpoint to itself, and knows no other', async () => {
  const servers = await Promise.all(
    [1, 2].map(() => startServer((_, response) => json(response, 200, { success: true }))),
  );
  const [first, second] = servers.map(({ url }, index) => new AGB({ apiKey: `key-${index}`, endpoint: url }));
  const bay = new AgentBay({ apiKey: 'key-2', endpoint: servers[0]?.url });
  await first?.session('s').keepAlive();
  await second?.session('s').keepAlive();
  await bay.session('s').keepAlive();
  expect(servers.map(({ received }) => received.map(({ headers }) => headers['authorization']))).toEqual([
    ['Bearer key-0', undefined],
    ['Bearer key-1'],
  ]);
});
