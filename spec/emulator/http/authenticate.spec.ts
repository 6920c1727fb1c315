import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { contextSync, unwrap } from '../../../src/index.js';
import { services } from '../../support/services.js';

const start = async (options: EmulatorOptions) => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

describe.each(services)('the keys of an emulator, for $name,', ({ client }) => {
  it('are all known by default, and see the same', async () => {
    const { url } = await start({});
    const { context } = unwrap(await client({ apiKey: 'one-key', endpoint: url }).context.create('c'));
    expect(unwrap(await client({ apiKey: 'other-key', endpoint: url }).context.get('c')).context.id).toBe(context.id);
  });

  it('are refused where they are not known, as the services do it', async () => {
    const { url } = await start({ apiKeys: ['one-key'] });
    expect(await client({ apiKey: 'wrong-key', endpoint: url }).context.create('c')).toMatchObject({
      success: false,
      error: { _tag: 'Unauthorized', code: 'NOT_LOGIN', httpStatus: 400 },
    });
  });

  it('see nothing of each other', async () => {
    const { url } = await start({ apiKeys: ['one-key', 'other-key'] });
    const [one, other] = [client({ apiKey: 'one-key', endpoint: url }), client({ apiKey: 'other-key', endpoint: url })];
    const { context } = unwrap(await one.context.create('c'));
    const { session } = unwrap(
      await one.create({ imageId: 'i', contextSyncs: [contextSync(context.id, '/p')], retryInterval: 20 }),
    );
    expect((await other.context.get('c')).error?._tag).toBe('NotFound');
    expect((await other.context.get({ contextId: context.id })).error?._tag).toBe('NotFound');
    expect(unwrap(await other.context.list()).contexts).toEqual([]);
    expect((await other.context.delete(context.id)).error?._tag).toBe('NotFound');
    expect((await other.context.clear(context.id)).error?._tag).toBe('NotFound');
    expect((await other.context.fileDownloadUrl(context.id, '/a')).error?._tag).toBe('NotFound');
    expect((await other.context.listFiles(context.id, '/')).error?._tag).toBe('NotFound');
    expect((await other.session(session.sessionId).context.info()).error?._tag).toBe('NotFound');
    // As good as gone, for this key; the other one still lists it in the end.
    expect(await other.session(session.sessionId).delete()).toMatchObject({ success: true, state: 'deleted' });
    expect(unwrap(await other.list()).sessions).toEqual([]);
    const stolen = { imageId: 'i', contextSyncs: [contextSync(context.id, '/p')] };
    expect((await other.create(stolen)).error?._tag).toBe('NotFound');
    expect(unwrap(await other.context.create('c')).context.id).not.toBe(context.id);
    expect(unwrap(await one.list()).sessions).toHaveLength(1);
  });
});

describe('sessions', () => {
  it('are released when they were idle too long', async () => {
    let now = Date.now();
    const { url } = await start({ clock: () => now });
    const client = services[0]?.client({ apiKey: 'any-key', endpoint: url });
    if (!client) throw new Error('no service');
    const made = async (idleTimeout?: number) => unwrap(await client.create({ imageId: 'i', idleTimeout })).session;
    const [idle, used, lasting] = [await made(60), await made(60), await made()];
    now += 50_000;
    unwrap(await used.keepAlive());
    now += 20_000;
    await expect.poll(async () => (await idle.info()).error?._tag).toBe('NotFound');
    expect(unwrap(await client.list()).sessions.map(({ session }) => session.sessionId)).toEqual([
      used.sessionId,
      lasting.sessionId,
    ]);
  });

  it('are listed by labels, page by page', async () => {
    const { url } = await start({});
    const client = services[1]?.client({ apiKey: 'any-key', endpoint: url });
    if (!client) throw new Error('no service');
    for (let index = 0; index < 5; index++) {
      unwrap(await client.create({ imageId: 'i', labels: { parity: index % 2 ? 'odd' : 'even', index: `${index}` } }));
    }
    expect(unwrap(await client.list({ maxResults: 2 }))).toMatchObject({
      totalCount: 5,
      nextToken: '',
      sessions: { length: 5 },
    });
    expect(unwrap(await client.list({ labels: { parity: 'odd' }, maxResults: 1 })).sessions).toHaveLength(2);
    expect(unwrap(await client.list({ labels: { parity: 'odd', index: '2' } })).sessions).toEqual([]);
    expect(await client.list({ nextToken: 'nonsense' })).toMatchObject({
      error: { code: 'InvalidParameter.NextToken' },
    });
  });
});

describe('an emulator with tls', () => {
  it('speaks https with a certificate that it hands out', async () => {
    const { url, caFile } = await start({ tls: true });
    expect(url).toMatch(/^https:/);
    const ask = (ca?: string): Promise<number | string | undefined> =>
      new Promise((resolve) => {
        const headers = { authorization: 'Bearer k' };
        get(`${url}/sdk/ListContexts`, { headers, ca, agent: false }, (response) =>
          resolve(response.resume().statusCode),
        ).on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      });
    expect(await ask(readFileSync(caFile ?? '', 'utf8'))).toBe(200);
    expect(await ask()).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY/);
  });

  it.each([
    [{ tls: 'yes' }, 'tls'],
    [{ tls: { cert: 'c' } }, 'tls.key'],
    [{ apiKeys: ['a b'] }, 'apiKeys'],
    [{ apiKeys: 'a' }, 'apiKeys'],
    [{ clock: 5 }, 'clock'],
    [{ dataDir: ' ' }, 'dataDir'],
    [{ folder: '/x' }, 'folder'],
  ])('or any other, refuses %j', async (options, option) => {
    await expect(startEmulator(options as EmulatorOptions)).rejects.toMatchObject({ _tag: 'InvalidRequest', option });
  });
});
