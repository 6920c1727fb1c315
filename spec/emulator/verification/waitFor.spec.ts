import { describe, expect, it } from 'vitest';
import { VerificationError } from '../../../src/emulator/index.js';
import { unwrap } from '../../../src/index.js';
import { emulated } from '../../support/emulated.js';
import { services } from '../../support/services.js';

const upload = { mode: 'upload', retryInterval: 20 } as const;

describe.each(services)('waitFor, of what $name asks,', (service) => {
  it('gives what comes next that matches, and nothing else', async () => {
    const { emulator, session } = await emulated({}, service);
    const download = emulator.waitFor('SyncContext', { fields: { mode: 'download' } });
    const failed = emulator.waitFor('task', { taskType: 'download', status: 'Failed' });
    unwrap(await session.context.sync(upload));
    emulator.trouble({ taskError: 'disk full' });
    await session.context.sync({ ...upload, mode: 'download' });
    expect(await download).toMatchObject({ operation: 'SyncContext', fields: { mode: 'download' }, httpStatus: 200 });
    expect(await failed).toMatchObject({ sessionId: session.sessionId, errorMessage: 'disk full' });
    expect(emulator.journal.requests).toContainEqual(await download);
    expect(emulator.journal.tasks).toContainEqual(await failed);
  });

  it('gives the first one at once that is there already', async () => {
    const { emulator, session } = await emulated({}, service);
    unwrap(await session.context.sync(upload));
    const [first] = emulator.journal.requests.filter(({ operation }) => operation === 'GetContextInfo');
    expect(await emulator.waitFor('GetContextInfo', {}, { timeout: 0 })).toEqual(first);
    expect(await emulator.waitFor('task', { status: 'Success', taskType: 'upload' }, { timeout: 0 })).toMatchObject({
      sessionId: session.sessionId,
    });
  });
});

describe('waitFor', () => {
  it('rejects after its timeout, and tells what came instead', async () => {
    const { emulator, session } = await emulated({ taskDelay: 3_600_000 });
    await session.context.info();
    const error: unknown = await emulator
      .waitFor('SyncContext', undefined, { timeout: 5 })
      .catch((why: unknown) => why);
    expect(error).toBeInstanceOf(VerificationError);
    expect(error).toMatchObject({
      reason: 'timeout',
      operation: 'SyncContext',
      count: 0,
      atLeast: 1,
      operations: { GetContextInfo: 1 },
      closest: [{ entry: { operation: 'GetContextInfo' } }, {}, {}],
      message: expect.stringMatching(
        /^SyncContext did not come within 5 ms\.\nWhat came: .*GetContextInfo 1/,
      ) as string,
    });
  });

  it('rejects when the emulator is closed, then and later', async () => {
    const { emulator } = await emulated();
    const waiting = emulator.waitFor('task', { status: 'Failed' });
    const closed = expect(waiting).rejects.toMatchObject({ name: 'VerificationError', reason: 'closed' });
    await emulator.close();
    await closed;
    await expect(emulator.waitFor('SyncContext')).rejects.toMatchObject({ reason: 'closed' });
    // What is there already is there.
    expect(await emulator.waitFor('GetContext')).toMatchObject({ httpStatus: 200 });
  });

  it('goes on through a reset, and takes nothing of before', async () => {
    const { emulator, client } = await emulated();
    await emulator.reset();
    const waiting = emulator.waitFor('GetContext');
    await client.context.get('later', { create: true });
    expect(await waiting).toMatchObject({ fields: { name: 'later' } });
    const next = emulator.waitFor('ListContexts');
    await emulator.reset();
    await client.context.list();
    expect(await next).toMatchObject({ httpStatus: 200 });
  });

  it.each([
    [['SyncContexts'], 'operation'],
    [['SyncContext', { path: '/x' }], 'match.path'],
    [['SyncContext', {}, { timeout: -1 }], 'timeout'],
    [['SyncContext', {}, { time: 1 }], 'time'],
  ])('rejects what can never be, by its name: %j', async (asked, option) => {
    const { emulator } = await emulated();
    const run = emulator.waitFor as (...all: readonly unknown[]) => Promise<unknown>;
    await expect(run(...asked)).rejects.toMatchObject({ _tag: 'InvalidRequest', option });
  });
});
