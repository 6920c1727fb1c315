import { firstValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type Trouble } from '../../../src/emulator/index.js';
import { AGB, unwrap, type AgentBay, type Context, type Session } from '../../../src/index.js';
import { createSession, emulated, mountPath, writeFiles } from '../../support/emulated.js';
import { newFolder } from '../../support/newFolder.js';
import { readFiles } from '../../support/readFiles.js';
import { services } from '../../support/services.js';

/** Whether calls went well, one after the other. */
const inTurn = async (calls: number, call: () => Promise<{ readonly success: boolean }>): Promise<string> => {
  let told = '';
  for (let number = 0; number < calls; number++) told += (await call()).success ? '+' : '-';
  return told;
};

/** Asks for a clearing, and does not wait for it. */
const beginToClear = async (client: AGB | AgentBay, { id }: Context): Promise<void> => {
  const begun = client.context.clear$(id, { retryInterval: 3_600_000, timeout: 7_200_000 });
  expect(await firstValueFrom(begun)).toMatchObject({ done: false });
};

const statusOf = (session: Session) => () => session.context.info();

describe.each(services)('a trouble with a condition, as $name meets it,', (service) => {
  it('lets so many calls pass first', async () => {
    const { emulator, session } = await emulated({}, service);
    emulator.trouble({ operation: 'GetContextInfo', httpStatus: 503, after: 3, times: 2 });
    await session.info();
    expect(await inTurn(7, statusOf(session))).toBe('+++--++');
    // Those that went wrong for another reason count too.
    emulator.trouble({ operation: 'GetContextInfo', httpStatus: 500, times: 2 });
    emulator.trouble({ operation: 'GetContextInfo', httpStatus: 503, after: 3 });
    expect(await inTurn(5, statusOf(session))).toBe('--+-+');
  });

  it('is of one session, whatever asks for it', async () => {
    const { emulator, client, context, session } = await emulated({}, service);
    const { session: other } = unwrap(await createSession(client, context, true));
    emulator.trouble({ sessionId: session.sessionId, code: 'Busy', times: 2 });
    expect(await inTurn(2, statusOf(other))).toBe('++');
    expect((await client.context.list()).success).toBe(true);
    expect([(await session.info()).success, (await session.context.info()).success]).toEqual([false, false]);
    expect((await session.context.info()).success).toBe(true);
    emulator.trouble({ sessionId: session.sessionId, taskError: 'disk full' });
    const sync = { mode: 'upload', retryInterval: 20 } as const;
    expect((await other.context.sync(sync)).state).toBe('succeeded');
    expect((await session.context.sync(sync)).state).toBe('failed');
  });

  it('is of one context, whatever asks for it, its files too', async () => {
    const { emulator, client, context, session } = await emulated({}, service);
    const { context: other } = unwrap(await client.context.create('other'));
    emulator.trouble({ contextId: context.id, code: 'Busy', times: 3 });
    const upload = (id: string) => client.context.uploadFile(id, '/a', new Blob(['a']));
    expect((await upload(other.id)).success).toBe(true);
    expect((await client.context.get({ contextId: other.id })).success).toBe(true);
    expect((await client.context.get({ contextId: context.id })).success).toBe(false);
    expect((await client.context.update(context.id, { name: 'new-name' })).success).toBe(false);
    expect((await session.context.info({ contextId: context.id, path: mountPath })).success).toBe(false);
    emulator.trouble({ operation: 'PutFile', contextId: context.id, httpStatus: 503 });
    expect((await upload(other.id)).success).toBe(true);
    expect(await upload(context.id)).toMatchObject({ error: { _tag: 'Unavailable', httpStatus: 503 } });
    expect((await upload(context.id)).success).toBe(true);
    emulator.trouble({ contextId: other.id, taskError: 'disk full' });
    expect((await session.context.sync({ mode: 'upload', retryInterval: 20 })).state).toBe('succeeded');
  });

  it('goes on until a task of its session ends', async () => {
    const { emulator, client, context, session } = await emulated({}, service);
    const { session: other } = unwrap(await createSession(client, context, true));
    emulator.trouble({ operation: 'GetContextInfo', tasks: 'hidden', sessionId: session.sessionId, until: 'taskEnd' });
    const listed = async () => unwrap(await session.context.info()).contextStatusData.length;
    expect([await listed(), await listed()]).toEqual([0, 0]);
    unwrap(await other.context.sync({ mode: 'upload', retryInterval: 20 }));
    expect(await listed()).toBe(0);
    const synced = await session.context.sync({ mode: 'upload', retryInterval: 20, settlePolls: 1000 });
    expect(synced).toMatchObject({ state: 'succeeded', contextStatusData: [{ contextId: context.id }] });
    expect(await listed()).toBe(2);
  });

  it('can be a clearing that begins late', async () => {
    const { emulator, client, context, session, folder } = await emulated({}, service);
    await writeFiles(folder, { 'a.txt': 'a' });
    unwrap(await session.context.sync({ mode: 'upload', retryInterval: 20 }));
    const files = () => readFiles(emulator.contextFolder(context.id, mountPath));
    const state = async () => unwrap(await client.context.get({ contextId: context.id })).context.state;
    emulator.trouble({ operation: 'ClearContext', clearDelay: 3_600_000 });
    emulator.trouble({ operation: 'ClearContext', clearDelay: 1, after: 1 });
    await beginToClear(client, context);
    expect([await state(), await files()]).toEqual(['available', { 'a.txt': 'a' }]);
    await beginToClear(client, context);
    await expect.poll(files).toEqual({});
    expect(await state()).toBe('available');
  });
});

describe('a trouble with a condition', () => {
  it.each<[object, string]>([
    [{ after: -1 }, 'after'],
    [{ after: 1.5 }, 'after'],
    [{ sessionId: '' }, 'sessionId'],
    [{ contextId: 7 }, 'contextId'],
    [{ until: 'sessionEnd' }, 'until'],
    [{ clearDelay: -1 }, 'clearDelay'],
    [{ clearDelay: 1, operation: 'GetContext' }, 'clearDelay'],
    [{ operation: 'task', delay: 5 }, 'delay'],
    [{ operation: 'PutFile', sessionId: 's-1', httpStatus: 503 }, 'sessionId'],
    [{ operation: 'CreateSession', sessionId: 's-1', httpStatus: 503 }, 'sessionId'],
    [{ operation: 'GetSession', contextId: 'c-1', httpStatus: 503 }, 'contextId'],
  ])('that can never be is refused by its name: %j', async (trouble, option) => {
    const { emulator } = await emulated();
    expect(() => emulator.trouble(trouble as Trouble)).toThrow(
      expect.objectContaining({ _tag: 'InvalidRequest', option }) as Error,
    );
  });

  it('with a probability takes its chance once the calls have passed', async () => {
    const { emulator, session } = await emulated();
    const trouble = { operation: 'GetContextInfo', httpStatus: 500, probability: 0.5, seed: 7 };
    emulator.trouble(trouble);
    const plain = await inTurn(10, statusOf(session));
    emulator.noTrouble();
    emulator.trouble({ ...trouble, after: 4 });
    expect(await inTurn(14, statusOf(session))).toBe(`++++${plain}`);
  });

  it('that goes on until a task ends has no number of calls, unless one is given', async () => {
    const { emulator, session } = await emulated();
    emulator.trouble({ operation: 'GetContextInfo', httpStatus: 503, until: 'taskEnd' });
    expect(await inTurn(5, statusOf(session))).toBe('-----');
    unwrap(await session.context.start({ mode: 'upload', baseline: false }));
    await expect.poll(() => inTurn(1, statusOf(session))).toBe('+');
    emulator.trouble({ operation: 'GetContextInfo', httpStatus: 503, until: 'taskEnd', times: 2 });
    expect(await inTurn(4, statusOf(session))).toBe('--++');
  });
});

describe('a clearing that is to begin late', () => {
  it('begins at the next start, where the emulator is stopped before', async () => {
    const dataDir = await newFolder();
    const { emulator, client, context, session, folder } = await emulated({ dataDir });
    await writeFiles(folder, { 'a.txt': 'a' });
    unwrap(await session.context.sync({ mode: 'upload', retryInterval: 20 }));
    emulator.trouble({ operation: 'ClearContext', clearDelay: 3_600_000 });
    await beginToClear(client, context);
    await emulator.close();
    const next = await startEmulator({ dataDir, taskDelay: 3_600_000 });
    onTestFinished(() => next.close());
    const again = new AGB({ apiKey: 'any-key', endpoint: next.url });
    expect(unwrap(await again.context.get({ contextId: context.id })).context.state).toBe('clearing');
    await expect.poll(() => readFiles(next.contextFolder(context.id))).toEqual({});
  });

  it('is none where the context is cleared at once meanwhile', async () => {
    const { emulator, client, context } = await emulated();
    emulator.trouble({ operation: 'ClearContext', clearDelay: 50 });
    await beginToClear(client, context);
    unwrap(await client.context.clear(context.id, { retryInterval: 20, settlePolls: 0 }));
    const folder = emulator.contextFolder(context.id, mountPath);
    await writeFiles(folder, { 'later.txt': 'kept' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await readFiles(folder)).toEqual({ 'later.txt': 'kept' });
  });
});
