import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { contextSync, unwrap } from '../../../src/index.js';
import { services } from '../../support/services.js';

const start = async (options: EmulatorOptions) => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

describe('the keys that requests bring', () => {
  it('are in no journal, whatever the field is called', async () => {
    const emulator = await start({ apiKeys: ['one-key'] });
    const names = ['apiKey', 'ApiKey', 'apikey', 'API_KEY', 'api-key', 'X-Api-Key', 'x_api_key', 'AUTHORIZATION'];
    const fields = Object.fromEntries(names.map((name) => [name, 'Bearer one-key']));
    const form = { Action: 'GetContext', Name: 'api-key', Authorization: 'Bearer one-key', ...fields };
    const headers = { Authorization: 'Bearer one-key', 'Content-Type': 'application/json' };
    await fetch(emulator.url, { method: 'POST', body: new URLSearchParams(form) });
    await fetch(`${emulator.url}/mcp/anything?${new URLSearchParams(fields)}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(fields),
    });
    const { requests } = emulator.journal;
    expect(requests.map(({ operation }) => operation)).toEqual(['', 'anything']);
    expect(JSON.stringify(requests)).not.toContain('one-key');
    expect(requests[0]?.fields['name']).toBe('api-key');
  });
});

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
