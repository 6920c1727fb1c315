import { describe, expect, it } from 'vitest';
import { VerificationError, type Emulator } from '../../../src/emulator/index.js';
import { Journal } from '../../../src/emulator/state/Journal.js';
import { verify } from '../../../src/emulator/verification/verify.js';
import { unwrap } from '../../../src/index.js';
import { emulated, mountPath } from '../../support/emulated.js';
import { services } from '../../support/services.js';

const upload = { mode: 'upload', retryInterval: 20, baseline: false } as const;

/** No task begins, and nobody polls for one. */
const slow = { taskDelay: 3_600_000 };

/** What is thrown. */
const thrown = (run: () => unknown): VerificationError => {
  try {
    run();
  } catch (error) {
    if (error instanceof VerificationError) return error;
    throw error;
  }
  throw new Error('It was right.');
};

/** The parameters of `verify` are checked by their types: these are wrong on purpose. */
type Loose = (operation: string, times?: unknown, match?: unknown) => void;

describe.each(services)('verify, of what $name asks,', (service) => {
  it('is content with what came so often as is said, and says what came where it did not', async () => {
    const { emulator, session, context } = await emulated(slow, service);
    await session.context.info();
    await session.context.info({ contextId: context.id, path: mountPath });
    emulator.trouble({ operation: 'GetSessionInfo', code: 'Busy' });
    await session.info();
    emulator.verify('GetContextInfo', 2);
    emulator.verify('GetContextInfo');
    emulator.verify('GetContextInfo', { atLeast: 1, atMost: 2 });
    emulator.verify('SyncContext', 0);
    emulator.verify('GetContextInfo', 1, { contextId: context.id });
    emulator.verify('GetContextInfo', 1, { fields: { path: mountPath } });
    emulator.verify('GetContextInfo', 2, { sessionId: /^s-/, code: 'ok', httpStatus: 200 });
    emulator.verify('GetSessionInfo', 1, { httpStatus: 400, code: 'Busy' });

    const error = thrown(() => emulator.verify('SyncContext', { atLeast: 1 }));
    expect(error.message.split('\n')[0]).toBe('SyncContext came 0 times, not at least once.');
    expect(error).toMatchObject({ reason: 'count', operation: 'SyncContext', count: 0, atLeast: 1, atMost: undefined });
    expect(error.operations).toEqual({
      GetContext: 1,
      CreateSession: 1,
      GetContextInfo: 2,
      GetSessionInfo: 1,
      task: 1,
    });

    const differing = thrown(() =>
      emulator.verify('GetContextInfo', 1, { sessionId: session.sessionId, code: 'Throttling.User', httpStatus: 429 }),
    );
    expect(differing.closest[0]).toMatchObject({
      entry: { operation: 'GetContextInfo', fields: { contextId: context.id } },
      differs: ['httpStatus', 'code'],
    });
    expect(differing.message.split('\n')).toEqual([
      `GetContextInfo with sessionId "${session.sessionId}", httpStatus 429, code "Throttling.User" came 0 times, not once.`,
      'What came: GetContext 1, CreateSession 1, GetContextInfo 2, GetSessionInfo 1, task 1.',
      expect.stringMatching(
        /^ {2}GetContextInfo sessionId=.*path=.* -> 200 ok \(httpStatus is 200, not 429; code is "ok", not "Th/,
      ),
      expect.stringMatching(/^ {2}GetContextInfo .* -> 200 ok \(/),
      expect.stringMatching(/^ {2}GetSessionInfo .* -> 400 Busy \(/),
    ]);
  });

  it('knows a context by its name of the operation', async () => {
    const { emulator, client, context } = await emulated({}, service);
    unwrap(await client.context.update(context.id, { name: 'new' }));
    emulator.verify('ModifyContext', 1, { contextId: context.id, fields: { name: 'new' } });
  });
});

describe('verify', () => {
  it('is about states of tasks as well', async () => {
    const { emulator, session, context } = await emulated();
    emulator.trouble({ taskError: 'disk full' });
    await session.context.sync(upload);
    emulator.verify('task', 1, { taskType: 'upload', status: 'Failed', errorMessage: /full/, contextId: context.id });
    const error = thrown(() => emulator.verify('task', { atMost: 0 }, { taskType: 'upload', status: 'Failed' }));
    expect(error.message).toMatch(/^task with taskType "upload", status "Failed" came once, not 0 times\./);
    expect(error.message).toMatch(/task upload of SdkCtx-\w+ at \/home\/my-data in s-\w+ -> Failed: disk full/);
    expect(error).toMatchObject({ count: 1, atMost: 0 });
  });

  it('throws data: all of it is in its JSON', async () => {
    const { emulator } = await emulated(slow);
    const error = thrown(() => emulator.verify('SyncContext', { atLeast: 1, atMost: 3 }, { sessionId: /^s-/ }));
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('VerificationError');
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      message: error.message,
      reason: 'count',
      operation: 'SyncContext',
      match: { sessionId: '/^s-/' },
      atLeast: 1,
      atMost: 3,
      count: 0,
      operations: { GetContext: 1 },
      closest: [{ entry: { operation: 'CreateSession' }, differs: ['operation', 'sessionId'] }, {}],
    });
    expect(error.message).toMatch(/not 1 to 3 times/);
  });

  it('says that nothing came where nothing did', async () => {
    const { emulator } = await emulated();
    await emulator.reset();
    expect(thrown(() => emulator.verify('GetContext')).message).toBe(
      'GetContext came 0 times, not at least once.\nNothing came.',
    );
  });

  it.each<[readonly unknown[], string]>([
    [['SyncContexts', 0], 'operation'],
    [['__proto__', 0], 'operation'],
    [['SyncContext', -1], 'times'],
    [['SyncContext', 1.5], 'times'],
    [['SyncContext', {}], 'times'],
    [['SyncContext', { atLeast: 2, atMost: 1 }], 'times'],
    [['SyncContext', { atLeats: 1 }], 'times.atLeats'],
    [['SyncContext', 'once'], 'times'],
    [['SyncContext', 1, { status: 'ok' }], 'match.status'],
    [['SyncContext', 1, { fields: { mode: 1 } }], 'match.fields.mode'],
    [['SyncContext', 1, { httpStatus: '200' }], 'match.httpStatus'],
    [['task', 1, { httpStatus: 200 }], 'match.httpStatus'],
  ])('refuses what can never be, by its name: %j', async (asked, option) => {
    const { emulator } = await emulated();
    const run = () => (emulator.verify as Loose)(...(asked as Parameters<Loose>));
    expect(run).toThrow(expect.objectContaining({ _tag: 'InvalidRequest', option }) as Error);
  });

  it('says that it cannot know where the journal dropped what came', () => {
    const journal = { entries: { requests: [], tasks: [] }, dropped: 7 };
    const reasonOf = (...asked: readonly unknown[]) =>
      thrown(() => (verify as (...all: readonly unknown[]) => void)(journal, ...asked)).reason;
    expect(reasonOf('SyncContext', 0)).toBe('dropped');
    expect(reasonOf('SyncContext', 1)).toBe('dropped');
    const one = { at: 0, operation: 'SyncContext', fields: {}, httpStatus: 200, code: 'ok', requestId: 'R' };
    const kept = { ...journal, entries: { requests: [one], tasks: [] } };
    verify(kept, 'SyncContext');
    expect(thrown(() => verify(kept, 'SyncContext', 1))).toMatchObject({
      reason: 'dropped',
      message: expect.stringContaining('7 older ones are gone') as string,
    });
    expect(thrown(() => verify(kept, 'SyncContext', 0)).reason).toBe('count');
  });

  it('can be asked for by HTTP', async () => {
    const { emulator, session } = await emulated(slow);
    const ask = async ({ url }: Emulator, body: unknown) => {
      const response = await fetch(`${url}/_emulator/verify`, { method: 'POST', body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    await session.context.info();
    expect(await ask(emulator, { operation: 'GetContextInfo', times: 1 })).toMatchObject({
      status: 200,
      body: { success: true },
    });
    const refused = await ask(emulator, { operation: 'GetContextInfo', times: { atLeast: 2 }, match: { code: 'ok' } });
    expect(refused).toMatchObject({
      status: 406,
      body: { success: false, data: { reason: 'count', count: 1, match: { code: 'ok' } } },
    });
    expect(refused.body['message']).toMatch(/came once, not at least 2 times/);
    expect(await ask(emulator, { operation: 'GetContextInfos' })).toMatchObject({ status: 400 });
    expect(await ask(emulator, [])).toMatchObject({ status: 400 });
    expect(await ask(emulator, { operation: 'GetContextInfo', often: 1 })).toMatchObject({ status: 400 });
  });
});

describe('the journal', () => {
  it('knows how many entries it dropped, until it is cleared', () => {
    const journal = new Journal({ onRequest: () => undefined, onTask: () => undefined });
    const entry = { at: 0, operation: 'GetContext', fields: {}, httpStatus: 200, code: 'ok', requestId: 'R' };
    for (let count = 0; count < 10_000; count++) journal.addRequest(entry);
    expect([journal.entries.requests.length, journal.dropped]).toEqual([10_000, 0]);
    for (let count = 0; count < 7; count++) journal.addRequest(entry);
    expect([journal.entries.requests.length, journal.dropped]).toEqual([10_000, 7]);
    expect(thrown(() => verify(journal, 'GetContext', 10_000)).message).toContain('7 older ones are gone');
    journal.clear();
    expect([journal.entries.requests.length, journal.dropped]).toEqual([0, 0]);
  });
});
