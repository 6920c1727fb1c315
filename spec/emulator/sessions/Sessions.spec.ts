import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { unwrap } from '../../../src/index.js';
import { services } from '../../support/services.js';

const start = async (options: EmulatorOptions) => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

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
    now += 11_000;
    // A client that counts from the answer of its last request is not surprised.
    expect((await idle.info()).success).toBe(true);
    now += 1;
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
