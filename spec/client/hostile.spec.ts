import { execFile } from 'node:child_process';
import path from 'node:path';
import { inspect, promisify } from 'node:util';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SyncSnapshot } from '../../src/index.js';
import { json, startServer, type Received } from '../support/server.js';
import { clientOf, services } from '../support/services.js';
import { succeeded, task } from '../support/tasks.js';
import { StatusString } from '../../src/protocol/StatusString.js';

/** Counts the bytes that are read of answers from now on, decompressed. */
const countReading = (): { bytes: number } => {
  const read = { bytes: 0 };
  const { fetch } = globalThis;
  vi.stubGlobal('fetch', async (...args: Parameters<typeof fetch>) => {
    const response = await fetch(...args);
    const counted = response.body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => {
          read.bytes += chunk.byteLength;
          controller.enqueue(chunk);
        },
      }),
    );
    return new Response(counted ?? null, { status: response.status, headers: response.headers });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return read;
};

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe.each(services)('what $name answers over HTTP', (service) => {
  const { speech, client } = service;

  /** A service that answers the trigger and the polls with such bodies; the last poll goes on for ever. */
  const serviceWith = async (trigger: string, ...polls: readonly string[]) => {
    let polled = 0;
    const server = await startServer((request: Received, response) => {
      const body = speech.isTrigger(request) ? trigger : polls[Math.min(polled++, polls.length - 1)];
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    return clientOf(service, server.url).session('s-1').context;
  };

  const good = (data?: object): string => JSON.stringify(speech.good(data));
  const listOf = (...tasks: Parameters<typeof StatusString.encode>[0]) =>
    good(speech.status(StatusString.encode(tasks)));
  /** A good answer whose data is nested so deep. */
  const deep = (depth: number): string => good({ hole: 0 }).replace('{"hole":0}', () => nested(depth));

  it.each([5000, 200_000])('may be nested %d deep: a poll that cannot be read is one among others', async (depth) => {
    const context = await serviceWith(good(), listOf(), deep(depth), listOf(succeeded()));
    const result = await context.sync({ retryInterval: 1 });
    expect(result).toMatchObject({ state: 'succeeded', polls: 2 });
  });

  it('may be nested so deep in each place of a status list, and that is told in a snapshot', async () => {
    const hole = 'hole';
    const lists = [
      speech.status(hole),
      speech.status([{ type: 'data', data: hole }]),
      speech.status([{ type: hole, data: '[]' }]),
      speech.status([{ type: 'data', data: [{ ...task(), errorMessage: hole }] }]),
      speech.status([{ type: 'data', data: [{ ...task(), startTime: hole }] }]),
    ].map((data) => good(data));
    // Once as JSON, and once as JSON text of it, as the services have it; text may be as it likes.
    const polls = lists.flatMap((list) => [
      list.replace('"hole"', () => nested(200_000)),
      ...(list.includes('"errorMessage":"hole"')
        ? []
        : [list.replace('"hole"', () => JSON.stringify(nested(200_000)))]),
    ]);
    const context = await serviceWith(good(), listOf(), ...polls, listOf(succeeded()));
    const snapshots = await lastValueFrom(context.sync$({ retryInterval: 0 }).pipe(toArray()));
    expect(snapshots.slice(0, -1).map(({ warning }) => warning?._tag)).toEqual(polls.map(() => 'BadAnswer'));
    expect(snapshots.at(-1)?.state).toBe('succeeded');
  });

  it.each([5000, 200_000])('may be nested %d deep: an accepted trigger stays accepted', async (depth) => {
    const context = await serviceWith(deep(depth), listOf(), listOf(succeeded()));
    expect(await context.start()).toMatchObject({ success: true, handle: { accepted: true, requestId: 'R' } });
    const ended = await new Promise<SyncSnapshot>((resolve, reject) => {
      context.sync({ retryInterval: 1, callback: (_, result) => resolve(result) }).catch(reject);
    });
    expect(ended.state).toBe('succeeded');
  });

  it('asks for patience up to a date by its own clock, which may be wrong by years', async () => {
    const server = await startServer((_, response) => {
      const headers = { Date: 'Mon, 01 Jan 2035 00:00:00 GMT', 'Retry-After': 'Mon, 01 Jan 2035 00:00:30 GMT' };
      json(response, 429, speech.bad('', ''), headers);
    });
    const { error } = await clientOf(service, server.url).session('s-1').context.info();
    expect(error).toMatchObject({ _tag: 'RateLimited', retryAfter: 30_000 });
  });

  it.each([3_600_000, -3_600_000])('comes while somebody sets the clock of this machine, by %d ms', async (jump) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const server = await startServer((request, response) => {
      vi.setSystemTime(Date.now() + jump);
      const isTriggered = server.received.some(speech.isTrigger);
      response.end(speech.isTrigger(request) ? good() : listOf(...(isTriggered ? [succeeded()] : [])));
    });
    const result = await clientOf(service, server.url).session('s-1').context.sync();
    expect(result.state).toBe('succeeded');
    expect(result.elapsed).toBeGreaterThanOrEqual(0);
    expect(result.elapsed).toBeLessThan(3_600_000);
  });

  it('may have the key in any text of a task: it is shown nowhere', async () => {
    const apiKey = 'akm-TEST-key/with+chars';
    const echo = task({ status: apiKey, errorMessage: `for ${apiKey}`, taskType: apiKey });
    const server = await startServer((_, response) => {
      response.writeHead(200).end(listOf(echo));
    });
    const { context } = client({ apiKey, endpoint: server.url }).session('s-1');
    const info = await context.info();
    expect(info.contextStatusData).toEqual([
      { ...echo, status: '[redacted]', errorMessage: 'for [redacted]', taskType: '[redacted]' },
    ]);
    expect(inspect(info, { depth: 9, showHidden: true })).not.toContain(apiKey);
    const syncing = context.sync$({ maxRetries: 1, baseline: false }).pipe(toArray());
    expect(inspect(await lastValueFrom(syncing), { depth: 9, showHidden: true })).not.toContain(apiKey);
  });

  it.each<[string, (json: string) => Buffer, string]>([
    ['gzip', gzipSync, 'gzip'],
    ['deflate', deflateSync, 'deflate'],
    ['br', (json) => brotliCompressSync(json, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }), 'br'],
  ])('may be a bomb in %s: no more of it is read than an answer may have', async (_, compress, encoding) => {
    const bomb = compress(' '.repeat(2 ** 27));
    const server = await startServer((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(bomb);
    });
    const read = countReading();
    const { context } = clientOf(service, server.url).session('s-1');
    expect(await context.info()).toMatchObject({
      success: false,
      error: { _tag: 'BadAnswer', operation: 'GetContextInfo', where: '', expected: 'at most 16777216 bytes long' },
      errorMessage: expect.stringContaining('the body is not at most 16777216 bytes long') as string,
    });
    expect(read.bytes).toBeGreaterThan(2 ** 24);
    expect(read.bytes).toBeLessThan(2 ** 24 + 2 ** 20);
  });

  it('may have words in which a short key stands: they stay whole', async () => {
    const server = await startServer((_, response) => json(response, 400, speech.bad('DiskFull', 'disk is full: k')));
    const { error } = await client({ apiKey: 'k', endpoint: server.url }).session('s-1').context.info();
    expect(error).toMatchObject({ code: 'DiskFull', serviceMessage: 'disk is full: [redacted]' });
  });

  it('is not missed where no descriptor was left to ask with', async () => {
    const asked: string[] = [];
    const server = await startServer((request, response) => {
      asked.push(speech.isTrigger(request) ? 'trigger' : 'status');
      // Each request needs a connection of its own, and with it a descriptor.
      json(response, 200, speech.good(), { Connection: 'close' });
    });
    const program = path.resolve(import.meta.dirname, '../support/withoutDescriptors.js');
    const command = `ulimit -n 64 && exec "$0" "$@"`;
    const args = ['-c', command, process.execPath, program, service.name, server.url];
    const { stdout } = await promisify(execFile)('/bin/sh', args);
    expect(JSON.parse(stdout)).toEqual({
      state: 'succeeded',
      errorMessage: '',
      held: 0,
      told: [expect.stringMatching(/^SyncContext could not be done: no answer, \[EMFILE\]/)],
    });
    expect(asked).toEqual(['status', 'trigger', 'status']);
  });
});
