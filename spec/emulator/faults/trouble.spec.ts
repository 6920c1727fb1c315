import { describe, expect, it } from 'vitest';
import type { JournaledTask, Trouble } from '../../../src/emulator/index.js';
import { unwrap, type ContextInfoResult } from '../../../src/index.js';
import { arrival } from '../../support/arrival.js';
import { emulated, mountPath } from '../../support/emulated.js';
import { services } from '../../support/services.js';
import { stopTime } from '../../support/time.js';

const tagOf = async (info: Promise<ContextInfoResult>): Promise<string | undefined> => (await info).error?._tag;

describe.each(services)('trouble, as $name sees it,', (service) => {
  it.each<[Trouble, object]>([
    [{ httpStatus: 500 }, { _tag: 'Unavailable', httpStatus: 500 }],
    [
      { httpStatus: 429, retryAfter: 2 },
      { _tag: 'RateLimited', retryAfter: 2000 },
    ],
    [{ code: 'Throttling.User' }, { _tag: 'RateLimited', httpStatus: 400 }],
    [
      { code: 'NOT_LOGIN', message: 'who are you' },
      { _tag: 'Unauthorized', serviceMessage: 'who are you' },
    ],
    [
      { code: 'InvalidContext', httpStatus: 409 },
      { _tag: 'Refused', code: 'InvalidContext', httpStatus: 409 },
    ],
    [{ connection: 'reset' }, { _tag: 'Unavailable', httpStatus: undefined }],
    [{ connection: 'cut' }, { _tag: 'Unavailable', httpStatus: undefined }],
    [{ connection: 'garble' }, { _tag: 'BadAnswer' }],
    [{ connection: 'hang' }, { _tag: 'TimedOut', limit: 'requestTimeout' }],
    [{ delay: 60_000 }, { _tag: 'TimedOut', limit: 'requestTimeout' }],
    [{ contextStatus: 'Ready' }, { _tag: 'BadAnswer', where: 'data.contextStatus' }],
    [{ contextStatus: '[{"type":"data","data":"x"}]' }, { _tag: 'BadAnswer' }],
  ])('%j happens once', async (trouble, error) => {
    const { emulator, session } = await emulated({}, service);
    emulator.trouble({ operation: 'GetContextInfo', ...trouble });
    expect(await session.info()).toMatchObject({ success: true });
    const time = stopTime();
    const arrived = arrival(/GetContextInfo/);
    const info = session.context.info({ requestTimeout: 100 });
    await arrived;
    // What came before it is answered: the trouble is over.
    await session.info();
    if ('limit' in error) await time.pass(100);
    expect(await info).toMatchObject({ success: false, error });
    const again = session.context.info();
    if ('retryAfter' in error) await time.pass(2000);
    expect(await again).toMatchObject({ success: true });
  });

  it('can be lists that are stale, or hide the tasks', async () => {
    const { emulator, session } = await emulated({}, service);
    const list = async () => unwrap(await session.context.info({ taskType: 'upload' })).contextStatusData;
    expect(await list()).toEqual([]);
    unwrap(await session.context.sync({ mode: 'upload', retryInterval: 20 }));
    emulator.trouble({ tasks: 'stale', times: 2 });
    expect([await list(), await list()]).toEqual([[], []]);
    expect(await list()).toHaveLength(1);
    emulator.trouble({ operation: 'GetContextInfo', tasks: 'hidden' });
    expect([(await list()).length, (await list()).length]).toEqual([0, 1]);
  });

  it('can be tasks that are slow, or fail', async () => {
    const { emulator, session } = await emulated({}, service);
    emulator.trouble({ taskError: 'disk full' });
    const sync = () => session.context.sync({ mode: 'upload', retryInterval: 20 });
    expect(await sync()).toMatchObject({ state: 'failed', contextStatusData: [{ errorMessage: 'disk full' }] });
    emulator.trouble({ operation: 'task', taskDelay: 60 });
    const began = performance.now();
    expect(await sync()).toMatchObject({ state: 'succeeded' });
    expect(performance.now() - began).toBeGreaterThan(55);
  });

  it('can be a clock that is wrong', async () => {
    const { emulator, session } = await emulated({}, service);
    const sync = await session.context.sync({ mode: 'upload', retryInterval: 20 });
    emulator.trouble({ clockSkew: -3600 });
    const skewed = unwrap(await session.context.info({ taskType: 'upload' })).contextStatusData[0];
    expect(skewed?.startTime).toBe((sync.contextStatusData[0]?.startTime ?? 0) - 3600);
  });

  it('by the name of flaky-network keeps no sync from its end', async () => {
    const { emulator, session } = await emulated({}, service);
    emulator.trouble('flaky-network');
    const ends: string[] = [];
    for (let round = 0; round < 5; round++) {
      ends.push((await session.context.sync({ mode: 'upload', retryInterval: 1, maxRetries: 5000 })).state);
    }
    expect(ends).toContain('succeeded');
    expect(ends).not.toContain('failed');
    expect(emulator.journal.requests.map(({ code }) => code)).toContain('reset');
  });

  it('by the name of throttled asks to come again', async () => {
    const { emulator, session } = await emulated({}, service);
    emulator.trouble('throttled');
    const infos = await Promise.all(Array.from({ length: 20 }, () => session.context.info()));
    expect(new Set(infos.map(({ success }) => success))).toEqual(new Set([true, false]));
    expect(infos.find(({ error }) => error)?.error).toMatchObject({ _tag: 'RateLimited', retryAfter: 1000 });
  });

  it('by the name of slow-service takes its time, and ends when it is ended', async () => {
    const { emulator, session } = await emulated({}, service);
    emulator.trouble('slow-service');
    expect(await session.context.info({ requestTimeout: 100 })).toMatchObject({ error: { _tag: 'TimedOut' } });
    emulator.noTrouble();
    expect(await session.context.info()).toMatchObject({ success: true });
  });
});

describe('trouble', () => {
  it('with a probability comes as often, and the same for the same seed', async () => {
    const runs: string[] = [];
    for (const seed of [1, 1, 2]) {
      const { emulator, session } = await emulated();
      emulator.trouble({ operation: 'GetContextInfo', httpStatus: 500, probability: 0.4, seed });
      const tags: (string | undefined)[] = [];
      for (let call = 0; call < 60; call++) tags.push(await tagOf(session.context.info()));
      const hit = tags.filter((tag) => tag === 'Unavailable').length;
      expect(hit).toBeGreaterThan(10);
      expect(hit).toBeLessThan(40);
      runs.push(tags.join());
    }
    expect(runs[0]).toBe(runs[1]);
    expect(runs[0]).not.toBe(runs[2]);
  });

  it('is for any operation, so often as is said, and can be ended', async () => {
    const { emulator, client, session } = await emulated();
    emulator.trouble({ httpStatus: 503, times: 2 });
    expect(await tagOf(session.context.info())).toBe('Unavailable');
    expect((await client.context.get('my-data')).error?._tag).toBe('Unavailable');
    expect(await tagOf(session.context.info())).toBeUndefined();
    emulator.trouble({ httpStatus: 503, times: Infinity });
    for (let call = 0; call < 5; call++) expect(await tagOf(session.context.info())).toBe('Unavailable');
    emulator.noTrouble();
    expect(await tagOf(session.context.info())).toBeUndefined();
  });

  it.each([
    [{ times: 0 }, 'times'],
    [{ probability: 1.1 }, 'probability'],
    [{ httpStatus: 200 }, 'httpStatus'],
    [{ delay: -1 }, 'delay'],
    [{ taskDelay: Number.NaN }, 'taskDelay'],
    [{ connection: 'slow' }, 'connection'],
    [{ tasks: 'late' }, 'tasks'],
    [{ code: 7 }, 'code'],
    [{ kind: 'reset' }, 'kind'],
    ['bad-day', 'trouble'],
  ])('that is not known is refused: %j', async (trouble, option) => {
    const { emulator } = await emulated();
    expect(() => emulator.trouble(trouble as Trouble)).toThrow(
      expect.objectContaining({ _tag: 'InvalidRequest', option }) as Error,
    );
  });

  it('can be told by HTTP, with the journal and a reset', async () => {
    const { emulator, client, session } = await emulated();
    const control = async (method: string, at: string, body?: unknown) => {
      const response = await fetch(`${emulator.url}/_emulator/${at}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return [response.status, (await response.json()) as unknown] as const;
    };
    expect(await control('POST', 'trouble', { operation: 'GetContextInfo', httpStatus: 500, times: 5 })).toMatchObject([
      200,
      { success: true },
    ]);
    expect(await tagOf(session.context.info())).toBe('Unavailable');
    expect(await control('DELETE', 'trouble')).toMatchObject([200, { success: true }]);
    expect(await tagOf(session.context.info())).toBeUndefined();
    expect(await control('POST', 'trouble', 'throttled')).toMatchObject([200, { success: true }]);
    expect(await control('POST', 'trouble', { times: -1 })).toMatchObject([
      400,
      { success: false, message: expect.stringContaining('`times` must be') as string },
    ]);
    expect(await control('POST', 'trouble', 'nonsense')).toMatchObject([400, { success: false }]);
    expect(await control('GET', 'nothing')).toMatchObject([404, { success: false }]);
    const [, journal] = await control('GET', 'journal');
    expect((journal as { data: unknown }).data).toEqual(JSON.parse(JSON.stringify(emulator.journal)));
    expect(await control('POST', 'reset')).toMatchObject([200, { success: true }]);
    expect(emulator.journal).toEqual({ requests: [], tasks: [] });
    expect((await client.context.get('my-data')).error?._tag).toBe('NotFound');
    expect(await client.context.get('again', { create: true })).toMatchObject({ success: true });
  });
});

describe('trouble with files at presigned URLs', () => {
  const content = 'x'.repeat(200_000);

  it.each<[Trouble, Readonly<Record<string, unknown>>]>([
    [
      { httpStatus: 503, retryAfter: 3 },
      { _tag: 'Unavailable', httpStatus: 503, retryAfter: 3000 },
    ],
    [
      { httpStatus: 403, code: 'AccessDenied' },
      { _tag: 'Unauthorized', code: 'AccessDenied' },
    ],
    [{ connection: 'reset' }, { _tag: 'Unavailable' }],
    [{ connection: 'cut' }, { _tag: 'Unavailable' }],
    [{ delay: 2000 }, { _tag: 'TimedOut' }],
    [{ connection: 'hang' }, { _tag: 'TimedOut' }],
  ])('%j fails a transfer, once', async (trouble, error) => {
    const { emulator, client, context } = await emulated();
    const transfers = {
      PutFile: (timeout?: number) => client.context.uploadFile(context.id, '/a', new Blob([content]), { timeout }),
      GetFile: (timeout?: number) => client.context.downloadFile(context.id, '/a', { timeout }),
    };
    const timeout = error['_tag'] === 'TimedOut' ? 300 : undefined;
    for (const [operation, transfer] of Object.entries(transfers)) {
      emulator.trouble({ operation, ...trouble });
      expect(await transfer(timeout), operation).toMatchObject({ success: false, error });
      expect(await transfer(), operation).toMatchObject({ success: true });
    }
    const { blob } = unwrap(await client.context.downloadFile(context.id, '/a'));
    expect((await blob.text()) === content).toBe(true);
  });

  it('is in the journal, as what went well', async () => {
    const { emulator, client, context } = await emulated();
    unwrap(await client.context.uploadFile(context.id, '/d/a', new Blob(['a'])));
    emulator.trouble({ operation: 'GetFile', connection: 'garble' });
    expect(await unwrap(await client.context.downloadFile(context.id, '/d/a')).blob.text()).toMatch(/not what/);
    expect((await client.context.downloadFile(context.id, '/none')).success).toBe(false);
    const fields = { contextId: context.id, filePath: '/d/a' };
    const files = emulator.journal.requests.filter(({ operation }) => /^(?:Put|Get)File$/.test(operation));
    expect(files).toMatchObject([
      { operation: 'PutFile', fields, httpStatus: 200, code: 'ok' },
      { operation: 'GetFile', fields, httpStatus: 200, code: 'ok' },
      { operation: 'GetFile', fields: { filePath: '/none' }, httpStatus: 404, code: 'NoSuchKey' },
    ]);
  });
});

describe('the journal', () => {
  it('has each request with its parameters and its end, without keys', async () => {
    const { emulator, session, context } = await emulated({}, services[1]);
    await session.context.info({ contextId: context.id });
    emulator.trouble({ operation: 'SyncContext', code: 'Busy' });
    await session.context.start({ baseline: false });
    emulator.trouble({ operation: 'GetSessionInfo', connection: 'reset' });
    await session.info();
    await expect.poll(() => emulator.journal.requests.at(-1)?.operation).toBe('GetSessionInfo');
    expect(emulator.journal.requests.slice(-3)).toMatchObject([
      {
        operation: 'GetContextInfo',
        fields: { sessionId: session.sessionId, contextId: context.id },
        httpStatus: 200,
        code: 'ok',
        at: expect.any(Number) as number,
      },
      {
        operation: 'SyncContext',
        httpStatus: 400,
        code: 'Busy',
        requestId: expect.stringMatching(/^[0-9A-F-]{36}$/) as string,
      },
      { operation: 'GetSessionInfo', httpStatus: 0, code: 'reset' },
    ]);
    expect(JSON.stringify(emulator.journal)).not.toContain('any-key');
  });

  it('has each state of each sync task, and tells it when it comes', async () => {
    const told: JournaledTask[] = [];
    const { emulator, client, session, context } = await emulated({ onTask: (entry) => told.push(entry) });
    emulator.trouble({ taskError: 'disk full' });
    expect(await client.delete(session, { retryInterval: 20 })).toMatchObject({ success: true });
    const mine = { sessionId: session.sessionId, contextId: context.id, path: mountPath };
    const states = (taskType: string, ...ends: object[]) => ends.map((end) => ({ ...mine, taskType, ...end }));
    expect(emulator.journal.tasks).toMatchObject([
      ...states('download', { status: 'Pending' }, { status: 'Running' }, { status: 'Success', errorMessage: '' }),
      ...states('upload', { status: 'Pending' }, { status: 'Running' }),
      // Nobody else says it: the session is gone for its clients, and its files stay.
      ...states('upload', { status: 'Failed', errorMessage: 'disk full', at: expect.any(Number) as number }),
    ]);
    expect(told).toEqual(emulator.journal.tasks);
  });
});
