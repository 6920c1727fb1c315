import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator, type Trouble } from '../../src/emulator/index.js';
import { AGB, unwrap, type Session } from '../../src/index.js';

let emulator: Emulator;
let session: Session;
beforeAll(async () => {
  emulator = await startEmulator();
  ({ session } = unwrap(await new AGB({ apiKey: 'k', endpoint: emulator.url }).create({ imageId: 'i' })));
});
beforeEach(() => {
  emulator.noTrouble();
});
afterAll(() => emulator.close());

describe('the state of a start that gave no success', () => {
  it.each<[string, Trouble, string, number | undefined]>([
    ['the service refused', { operation: 'SyncContext', httpStatus: 403 }, 'failed', undefined],
    ['never got through', { operation: 'SyncContext', httpStatus: 503, times: 9 }, 'failed', 2],
    ['could not read the list for', { operation: 'GetContextInfo', httpStatus: 401 }, 'failed', undefined],
    ['got no answer', { operation: 'SyncContext', connection: 'reset' }, 'unconfirmed', undefined],
  ])('is told of one that %s', async (_, trouble, state, maxRetries) => {
    emulator.trouble(trouble);
    const result = await session.context.start({ maxRetries, retryInterval: 1 });
    expect(result).toMatchObject({ success: false, state });
  });

  it('is failed where nothing was sent, and none where there was success', async () => {
    expect(await session.context.start({ timeout: -1 })).toMatchObject({ success: false, state: 'failed' });
    expect(await session.context.start()).not.toHaveProperty('state');
  });
});
