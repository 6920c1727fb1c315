import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LogEvent, Logger, LogLevel } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { json, startServer } from '../support/server.js';
import { services } from '../support/services.js';
import { failed, succeeded, task } from '../support/tasks.js';

const apiKey = 'akm-TEST-key/with+chars';

/** A logger that remembers what it was told. */
const memory = () => {
  const told: { level: LogLevel; event: LogEvent; message: string }[] = [];
  const at = (level: LogLevel) => (event: LogEvent, message: string) => told.push({ level, event, message });
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { told, logger };
};

/** A service that answers in turn. */
const answering = (
  ...answers: readonly (readonly [status: number, body: unknown, headers?: Record<string, string>])[]
) =>
  startServer((_, response, index) => {
    const [status, body, headers] = answers[index] ?? [500, {}];
    json(response, status, body, headers);
  });

describe.each(services)('the logger of $name', ({ speech, client }) => {
  const good = speech.good();
  const list = (...tasks: Parameters<typeof StatusString.encode>[0][number][]) =>
    speech.good(speech.status(StatusString.encode(tasks)));

  it('is told of each request, answer, poll and delay, and of the end', async () => {
    const server = await answering(
      [200, list()],
      [200, { ...good, requestId: 'T', RequestId: 'T' }],
      [200, list(task())],
      [500, speech.bad('', `for ${apiKey}`)],
      [200, list(succeeded())],
    );
    const { told, logger } = memory();
    const { context } = client({ apiKey, endpoint: server.url, logger }).session('s-1');
    await context.sync({ retryInterval: 5, mode: 'upload' });

    const exchange = (operation: string, answer: object = {}) => [
      { level: 'debug', event: { event: 'request', operation, sessionId: 's-1' } },
      {
        level: 'debug',
        event: { event: 'answer', operation, sessionId: 's-1', duration: expect.any(Number) as number, ...answer },
      },
    ];
    const [sent, answered] = exchange('GetContextInfo', { error: 'Unavailable' });
    const ids = { sessionId: 's-1', requestId: 'T' };
    // How long it is until the next tick: the pictures of rules 3 and 7 tell exactly.
    const delay = expect.any(Number) as number;
    const wait = { level: 'debug', event: { event: 'wait', sessionId: 's-1', delay, why: 'retryInterval' } };
    const progress = { total: 1, finished: 0, failed: 0 };
    expect(told).toMatchObject([
      ...exchange('GetContextInfo', { requestId: 'R' }),
      ...exchange('SyncContext', { requestId: 'T' }),
      { level: 'info', event: { event: 'start', success: true, mode: 'upload', ...ids } },
      ...exchange('GetContextInfo', { requestId: 'R' }),
      { level: 'debug', event: { event: 'poll', state: 'running', polls: 1, progress, ...ids } },
      wait,
      sent,
      { ...answered, level: 'warn' },
      { level: 'warn', event: { event: 'poll', state: 'running', polls: 2, progress, warning: 'Unavailable', ...ids } },
      wait,
      ...exchange('GetContextInfo', { requestId: 'R' }),
      { level: 'info', event: { event: 'end', state: 'succeeded', polls: 3, ...ids } },
    ]);
    expect(inspect(told, { depth: 9 })).not.toContain(apiKey);
    expect(told.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'sync triggered',
        'sync succeeded after 3 polls',
        expect.stringMatching(/^next poll in [0-5] ms \(retryInterval\)$/),
      ]),
    );
    expect(told.every(({ message }) => message !== '' && !message.includes('\n'))).toBe(true);
  });

  it('is told how a sync failed, with the answers that it saw', async () => {
    const server = await answering(
      [200, good],
      [200, list(task())],
      [429, {}, { 'Retry-After': '0.02' }],
      [200, list(failed())],
    );
    const { told, logger } = memory();
    const { context } = client({ apiKey, endpoint: server.url, logger }).session('s-1');
    const result = await context.sync({ retryInterval: 5, baseline: false });
    const waits = told.flatMap(({ event }) => (event.event === 'wait' ? [event] : []));
    expect(waits.map(({ why }) => why)).toEqual(['retryInterval', 'Retry-After']);
    expect(waits[1]?.delay).toBeGreaterThanOrEqual(20);
    expect(told.at(-1)).toMatchObject({
      level: 'error',
      event: { event: 'end', state: 'failed', error: 'TaskFailed', answers: { list: 2, RateLimited: 1 } },
    });
    expect(result.error).toMatchObject({
      answers: { list: 2, RateLimited: 1 },
      lastDelay: waits[1]?.delay,
      lastSnapshot: { polls: 2 },
    });
  });

  it('is told why a request waits before it is sent again, and how it ended where nobody knows', async () => {
    const server = await answering(
      [200, list()],
      [503, {}, { 'Retry-After': '0.01' }],
      [200, list()],
      [500, speech.bad('', '')],
      [200, list()],
    );
    const { told, logger } = memory();
    await client({ apiKey, endpoint: server.url, logger })
      .session('s-1')
      .context.sync({ retryInterval: 1, settlePolls: 0 });
    const wait = { event: 'wait', sessionId: 's-1', delay: 10, why: 'Retry-After' };
    expect(told).toContainEqual({ level: 'debug', event: wait, message: 'next try in 10 ms (Retry-After)' });
    expect(told.at(-1)).toMatchObject({
      level: 'warn',
      event: { event: 'end', state: 'unconfirmed' },
      message: expect.stringMatching(
        /^sync unconfirmed after 1 polls: .* it is not known whether the trigger arrived; the last trouble was: SyncContext could not be done: HTTP 500; sync again, or follow its `handle` where its tasks may be listed late$/,
      ) as string,
    });
  });

  it('is told of a trigger that failed, and of the end that it is', async () => {
    const server = await answering([200, list()], [401, speech.bad('', '')]);
    const { told, logger } = memory();
    await client({ apiKey, endpoint: server.url, logger }).session('s-1').context.sync();
    expect(told.slice(-2)).toMatchObject([
      {
        level: 'warn',
        event: { event: 'start', success: false, error: 'Unauthorized' },
        message: expect.stringMatching(/^sync not triggered: SyncContext was not allowed: HTTP 401/) as string,
      },
      { level: 'error', event: { event: 'end', state: 'failed', polls: 0, error: 'Unauthorized' } },
    ]);
  });

  it.each([3_600_000, -3_600_000])(
    'is told how long a request took, though the clock was set by %d ms',
    async (jump) => {
      vi.useFakeTimers({ toFake: ['Date'] });
      onTestFinished(() => void vi.useRealTimers());
      const server = await startServer((_, response) => {
        vi.setSystemTime(Date.now() + jump);
        json(response, 200, good);
      });
      const { told, logger } = memory();
      await client({ apiKey, endpoint: server.url, logger }).session('s-1').info();
      const [duration = Number.NaN] = told.flatMap(({ event }) => ('duration' in event ? [event.duration] : []));
      expect(duration).toBeGreaterThanOrEqual(0);
      expect(duration).toBeLessThan(3_600_000);
      expect(Number.isInteger(duration)).toBe(true);
    },
  );

  it('is told of a request that was unsubscribed', async () => {
    const server = await startServer(() => undefined);
    const { told, logger } = memory();
    const watching = client({ apiKey, endpoint: server.url, logger }).session('s-1').context.sync$().subscribe();
    await server.request(0);
    watching.unsubscribe();
    expect(told.map(({ event }) => event.event)).toEqual(['request', 'abort']);
  });

  it('does not change how a sync ends, whatever it throws', async () => {
    const server = await answering([200, list()], [200, good], [200, list(succeeded())]);
    const broken = () => {
      throw new Error('no disk');
    };
    const logger = { debug: broken, info: broken, warn: broken, error: broken };
    const result = await client({ apiKey, endpoint: server.url, logger }).session('s-1').context.sync();
    expect(result.state).toBe('succeeded');
  });

  it('can be the console, and is nobody unless it is given', async () => {
    const levels = (['debug', 'info', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => undefined),
    );
    const server = await answering([200, list()], [200, list()]);
    await client({ apiKey, endpoint: server.url }).session('s-1').context.info();
    expect(levels.flatMap((spy) => spy.mock.calls)).toHaveLength(0);
    await client({ apiKey, endpoint: server.url, logger: console }).session('s-1').context.info();
    expect(levels.flatMap((spy) => spy.mock.calls)).toHaveLength(2);
    vi.restoreAllMocks();
  });

  it('must have the four levels', () => {
    const logger = { debug: () => undefined } as never;
    expect(() => client({ apiKey, logger })).toThrow('`logger` must have the methods debug, info, warn and error');
  });
});
