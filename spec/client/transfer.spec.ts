import { inspect } from 'node:util';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { lastValueFrom, take, takeWhile, tap, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AGB, unwrap, type ContextService, type TransferSnapshot } from '../../src/index.js';
import { drained, json, startServer, type Received } from '../support/server.js';
import { stopTime } from '../support/time.js';

const secret = 'Signature=s3cret';

/** A service that gives presigned URLs of itself, and a storage that does with them what is said. */
const storage = async (handle: (request: Received, response: ServerResponse) => unknown) => {
  const server = await startServer((request, response) => {
    if (!request.url.startsWith('/sdk/')) void handle(request, response);
    else
      json(response, 200, {
        success: true,
        requestId: 'R',
        data: { url: `${server.url}/file?${secret}`, expireTime: 3600 },
      });
  });
  const { context } = new AGB({ apiKey: 'any-key', endpoint: server.url });
  return { server, context };
};

const file = ['ctx-1', '/a.txt'] as const;
const ok = (_: Received, response: ServerResponse) => void response.writeHead(200).end();
const bytes = (length: number) => new Uint8Array(length).fill(7);

/** A stream that gives these chunks, one when each is asked for. */
const streamOf = (...chunks: readonly (Uint8Array | Error)[]) => {
  let index = 0;
  const seen = { cancelled: undefined as unknown };
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const chunk = chunks[index++];
      if (chunk === undefined) controller.close();
      else if (chunk instanceof Error) controller.error(chunk);
      else controller.enqueue(chunk);
    },
    cancel: (reason) => {
      seen.cancelled = reason;
    },
  });
  return { stream, seen };
};

const all = (source: ReturnType<ContextService['uploadFile$']>): Promise<TransferSnapshot[]> =>
  lastValueFrom(source.pipe(toArray()));

describe('uploadFile', () => {
  it('sends a Blob by PUT, without key and type, and tells the bytes', async () => {
    const { server, context } = await storage(ok);
    const snapshots = await all(context.uploadFile$(...file, new Blob([bytes(200_000)], { type: 'text/plain' })));
    expect(snapshots[0]).toEqual({
      done: false,
      success: false,
      requestId: 'R',
      loaded: 0,
      total: 200_000,
      errorMessage: '',
    });
    expect(snapshots.at(-1)).toEqual({
      done: true,
      success: true,
      requestId: 'R',
      loaded: 200_000,
      total: 200_000,
      errorMessage: '',
    });
    expect(snapshots.filter(({ done }) => done)).toHaveLength(1);
    expect(snapshots.length).toBeGreaterThan(3);
    const loaded = snapshots.map((snapshot) => snapshot.loaded);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    const put = await server.request(1);
    expect(put).toMatchObject({ method: 'PUT', url: `/file?${secret}`, headers: { 'content-length': '200000' } });
    expect(put.headers).not.toHaveProperty('authorization');
    expect(put.headers).not.toHaveProperty('content-type');
    expect(put.body).toHaveLength(200_000);
  });

  it('sends a stream, whose length may be told', async () => {
    const { server, context } = await storage(ok);
    expect(await context.uploadFile(...file, streamOf(bytes(3), bytes(4)).stream)).toMatchObject({
      success: true,
      loaded: 7,
      total: 7,
    });
    expect(
      await context.uploadFile(...file, streamOf(bytes(3), bytes(0), bytes(0), bytes(4)).stream, {
        size: 7,
        contentType: 'image/png',
      }),
    ).toMatchObject({ success: true, loaded: 7, total: 7 });
    expect((await server.request(1)).headers).toMatchObject({ 'transfer-encoding': 'chunked' });
    expect((await server.request(3)).headers).toMatchObject({ 'content-length': '7', 'content-type': 'image/png' });
  });

  it('sends a body that is gathered first where streams cannot be sent, as in browsers', async () => {
    const { server, context } = await storage(ok);
    vi.stubGlobal('process', { ...process, versions: {} });
    onTestFinished(() => void vi.unstubAllGlobals());
    for (const content of [new Blob([bytes(7)], { type: 'text/plain' }), streamOf(bytes(3), bytes(4)).stream]) {
      expect(await context.uploadFile(...file, content)).toMatchObject({ success: true, loaded: 7, total: 7 });
    }
    for (const index of [1, 3]) {
      const { headers, body } = await server.request(index);
      expect(headers).toMatchObject({ 'content-length': '7' });
      expect(headers).not.toHaveProperty('content-type');
      expect(body).toHaveLength(7);
    }
  });

  it('sends an empty file', async () => {
    const { server, context } = await storage(ok);
    expect(await context.uploadFile(...file, new Blob([]))).toMatchObject({ success: true, loaded: 0, total: 0 });
    expect(await context.uploadFile(...file, streamOf().stream)).toMatchObject({ success: true, loaded: 0, total: 0 });
    expect((await server.request(1)).headers).toMatchObject({ 'content-length': '0' });
  });

  it.each<[string, readonly (Uint8Array | Error)[], number | undefined, string, RegExp]>([
    ['that fails', [bytes(3), new Error('mine')], undefined, 'content', /could not be read to its end/],
    ['that is shorter than said', [bytes(3)], 4, 'size', /must be the number of bytes/],
    ['that is longer than said', [bytes(3), bytes(3)], 4, 'size', /must be the number of bytes/],
    ['of other things than bytes', ['text' as never], undefined, 'content', /must give its bytes as Uint8Array/],
  ])('fails with a stream %s', async (_, chunks, size, option, rule) => {
    const { context } = await storage(ok);
    const result = await context.uploadFile(...file, streamOf(...chunks).stream, { size });
    expect(result).toMatchObject({ done: true, success: false, error: { _tag: 'InvalidRequest', option } });
    expect(result.errorMessage).toMatch(rule);
  });

  it('is no success where the storage says so before it has the whole file', async () => {
    const { context } = await storage(ok);
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', (...args: Parameters<typeof fetch>) =>
      (args[0] as Request).method === 'PUT' ? Promise.resolve(new Response('')) : fetch(...args),
    );
    onTestFinished(() => void vi.unstubAllGlobals());
    for (const content of [new Blob([bytes(3)]), streamOf(bytes(3)).stream]) {
      expect(await context.uploadFile(...file, content)).toMatchObject({
        success: false,
        loaded: 0,
        error: { _tag: 'Unavailable', operation: 'uploadFile', serviceMessage: 'the file broke off' },
      });
    }
  });

  it('reads no more of a stream than there was said to be, however much it has', async () => {
    let given = 0;
    const long = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (++given === 1000) controller.close();
        else controller.enqueue(bytes(3));
      },
    });
    const { context } = await storage(ok);
    // Browsers read it to its end before they send it.
    vi.stubGlobal('process', { ...process, versions: {} });
    onTestFinished(() => void vi.unstubAllGlobals());
    const result = await context.uploadFile(...file, long, { size: 4 });
    expect(result).toMatchObject({ success: false, error: { _tag: 'InvalidRequest', option: 'size' } });
    expect(given).toBeLessThan(5);
  });

  it('tells what the storage says no with, but not the URL', async () => {
    const { context } = await storage((request, response) => {
      const body =
        '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>';
      response.writeHead(403, { 'x-oss-request-id': 'OSS-1' }).end(body + request.url);
    });
    const result = await context.uploadFile(...file, new Blob(['a']));
    expect(result).toMatchObject({
      success: false,
      requestId: 'R',
      error: {
        _tag: 'Unauthorized',
        operation: 'uploadFile',
        code: 'AccessDenied',
        serviceMessage: 'Request has expired.',
        requestId: 'OSS-1',
      },
    });
    expect(inspect(result, { depth: 9 })).not.toContain('s3cret');
  });

  it('tells not the URL, even if the storage does', async () => {
    const { context } = await storage((request, response) => {
      const id = `${request.url} of`;
      const body = `<Code>Bad.${request.url}</Code><Message>no ${request.url} here</Message>`;
      response.writeHead(403, { 'x-oss-request-id': id }).end(body);
    });
    for (const ask of [context.uploadFile(...file, new Blob(['a'])), context.downloadFile(...file)]) {
      const result = await ask;
      expect(result.error).toMatchObject({
        serviceMessage: 'no /file?[redacted] here',
        requestId: '/file?[redacted] of',
      });
      expect(inspect(result, { depth: 9, showHidden: true })).not.toContain('s3cret');
    }
  });

  it('tells that the connection broke, but not the URL', async () => {
    const { context } = await storage((_, response) => response.destroy());
    const result = await context.uploadFile(...file, new Blob(['a']));
    expect(result).toMatchObject({ success: false, error: { _tag: 'Unavailable', operation: 'uploadFile' } });
    expect(inspect(result, { depth: 9, showHidden: true })).not.toContain('s3cret');
  });

  it('ends at its deadline, with what was sent', async () => {
    const { server, context } = await storage(() => undefined);
    const time = stopTime();
    const result = context.uploadFile(...file, new Blob(['abc']), { timeout: 80 });
    const put = await server.request(1);
    await time.pass(80);
    expect(await result).toMatchObject({
      success: false,
      loaded: 3,
      total: 3,
      error: { _tag: 'TimedOut', operation: 'uploadFile', limit: 'timeout', allowed: 80 },
    });
    await put.closed;
  });

  it('stops when it is unsubscribed: the connection, and the stream that is read', async () => {
    const { server, context } = await storage(() => undefined);
    const { stream, seen } = streamOf(bytes(1), ...Array<Uint8Array>(100_000).fill(bytes(100_000)));
    await lastValueFrom(context.uploadFile$(...file, stream).pipe(take(4)));
    await expect.poll(() => seen.cancelled).toBeDefined();
    expect(server.received.length).toBeLessThan(3);
  });

  it('reads no more of a stream, and cancels it, where the storage says no at once', async () => {
    const impatient = createServer((_, response) => response.writeHead(403).end());
    await new Promise<void>((resolve) => impatient.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      impatient.closeAllConnections();
      impatient.close();
    });
    const url = `http://127.0.0.1:${(impatient.address() as AddressInfo).port}/file`;
    const server = await startServer((_, response) => json(response, 200, { success: true, data: { url } }));
    const { context } = new AGB({ apiKey: 'any-key', endpoint: server.url });
    let given = 0;
    const cancelled = vi.fn();
    const endless = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        given++;
        controller.enqueue(bytes(1000));
        await new Promise((resolve) => setTimeout(resolve, 1));
      },
      cancel: cancelled,
    });
    expect(await context.uploadFile(...file, endless)).toMatchObject({
      success: false,
      error: { _tag: 'Unauthorized' },
    });
    await expect.poll(() => cancelled.mock.calls.length).toBe(1);
    const before = given;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(given).toBe(before);
    expect(endless.locked).toBe(true);
  });

  it.each(['u:p', 'u', ':p'])('shows no URL that holds a login, and fetches none: %s', async (login) => {
    const server = await startServer((_, response) =>
      json(response, 200, { success: true, data: { url: `http://${login}@localhost/a?${secret}` } }),
    );
    const { context } = new AGB({ apiKey: 'any-key', endpoint: server.url });
    for (const result of [await context.uploadFile(...file, new Blob(['a'])), await context.downloadFile(...file)]) {
      expect(result).toMatchObject({ success: false, error: { _tag: 'BadAnswer', where: 'data.url' } });
      expect(inspect(result, { depth: 9, showHidden: true })).not.toContain('s3cret');
    }
  });

  it('takes bytes of another realm', async () => {
    const { context } = await storage(ok);
    const foreign = runInNewContext('new Uint8Array([1, 2, 3])') as Uint8Array;
    expect(await context.uploadFile(...file, streamOf(foreign).stream)).toMatchObject({ success: true, loaded: 3 });
  });

  it('refuses a stream that somebody began to read meanwhile', async () => {
    const { context } = await storage(ok);
    const { stream } = streamOf(bytes(3));
    const [first, second] = await Promise.all([
      context.uploadFile(...file, stream),
      context.uploadFile(...file, stream),
    ]);
    expect(first.success).toBe(true);
    expect(second).toMatchObject({ success: false, error: { _tag: 'InvalidRequest', option: 'content' } });
  });

  it('rejects with the reason of its signal', async () => {
    const { server, context } = await storage(() => undefined);
    const controller = new AbortController();
    const promise = context.uploadFile(...file, new Blob(['a']), { signal: controller.signal });
    const put = await server.request(1);
    controller.abort(new RangeError('enough'));
    await expect(promise).rejects.toThrow(new RangeError('enough'));
    await put.closed;
  });

  it('sends nothing for a wrong argument', async () => {
    const { server, context } = await storage(ok);
    const locked = streamOf(bytes(1)).stream;
    locked.getReader();
    const blob = new Blob(['a']);
    const options = async (result: Promise<TransferSnapshot>): Promise<unknown> => {
      const { error } = await result;
      return error?._tag === 'InvalidRequest' ? error.option : error;
    };
    expect(await options(context.uploadFile('', '/a', blob))).toBe('contextId');
    expect(await options(context.uploadFile('c', ' ', blob))).toBe('filePath');
    expect(await options(context.uploadFile(...file, 'text' as never))).toBe('content');
    expect(await options(context.uploadFile(...file, locked))).toBe('content');
    expect(await options(context.uploadFile(...file, blob, { size: 1 }))).toBe('size');
    expect(await options(context.uploadFile(...file, streamOf().stream, { size: -1 }))).toBe('size');
    for (const contentType of ['', 'a\nb', 'täxt']) {
      expect(await options(context.uploadFile(...file, blob, { contentType }))).toBe('contentType');
    }
    expect(await options(context.uploadFile(...file, { size: 1, stream: 1, slice: 1 } as never))).toBe('content');
    expect(await options(context.uploadFile(...file, blob, { timeout: Number.NaN }))).toBe('timeout');
    expect(await options(context.uploadFile(...file, blob, { retries: 1 } as never))).toBe('retries');
    expect(await options(context.downloadFile(...file, { to: {} as never }))).toBe('to');
    expect(server.received).toHaveLength(0);
  });

  it('does not follow a URL that is none', async () => {
    const server = await startServer((_, response) =>
      json(response, 200, { success: true, data: { url: 'file:///etc/passwd' } }),
    );
    const { context } = new AGB({ apiKey: 'any-key', endpoint: server.url });
    expect(await context.downloadFile(...file)).toMatchObject({ error: { _tag: 'BadAnswer', where: 'data.url' } });
  });
});

describe('downloadFile', () => {
  const giving =
    (chunks: readonly Uint8Array[], headers: Record<string, string> = {}) =>
    (_: Received, response: ServerResponse): void => {
      response.writeHead(200, { 'Content-Type': 'text/plain', ...headers });
      for (const chunk of chunks) response.write(chunk);
      response.end();
    };

  it('gives a Blob, and tells the bytes', async () => {
    let rest = (): unknown => undefined;
    const { server, context } = await storage((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': '7' }).write(bytes(3));
      rest = () => response.end(bytes(4));
    });
    const arrivals = context.downloadFile$(...file).pipe(tap(({ loaded }) => loaded === 3 && rest()));
    const snapshots = await lastValueFrom(arrivals.pipe(toArray()));
    expect(snapshots.map(({ loaded, total, done }) => [loaded, total, done])).toEqual([
      [0, 7, false],
      [3, 7, false],
      [7, 7, false],
      [7, 7, true],
    ]);
    const end = snapshots.at(-1);
    if (end?.success !== true) throw new Error('not whole');
    expect(end.blob.type).toBe('text/plain');
    expect(new Uint8Array(await end.blob.arrayBuffer())).toEqual(bytes(7));
    expect((await server.request(1)).headers).not.toHaveProperty('authorization');
  });

  it('writes to a stream, at the pace of its reader', async () => {
    const { context } = await storage(giving([bytes(3), bytes(4)]));
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const result = context.downloadFile(...file, { to: writable });
    expect(new Uint8Array(await new Response(readable).arrayBuffer())).toEqual(bytes(7));
    expect(await result).toEqual({
      done: true,
      success: true,
      requestId: 'R',
      loaded: 7,
      total: 7,
      errorMessage: '',
      blob: undefined,
    });
  });

  const text =
    'a line of text that is not like the others: ' + Array.from({ length: 5000 }, (_, line) => line).join('\n');
  const compressed = {
    gzip: gzipSync(text),
    'x-gzip': gzipSync(text),
    deflate: deflateSync(text),
    br: brotliCompressSync(text),
  };
  const codings = Object.keys(compressed) as (keyof typeof compressed)[];

  /** A storage that gives the text compressed, with whole HTTP framing, and only the first half of it if it is cut. */
  const compressing = (coding: keyof typeof compressed, isCut: boolean) => (_: Received, response: ServerResponse) => {
    const whole = compressed[coding];
    const body = isCut ? whole.subarray(0, whole.length / 2) : whole;
    response.writeHead(200, { 'Content-Encoding': coding, 'Content-Length': body.length }).end(body);
  };

  it.each(codings)('asks for no compression, such as %s', async (coding) => {
    const { context } = await storage((request, response) => {
      const asked = String(request.headers['accept-encoding'] ?? '*');
      if (asked === 'identity') response.writeHead(200).end(text);
      else compressing(coding, true)(request, response);
    });
    expect(await unwrap(await context.downloadFile(...file)).blob.text()).toBe(text);
  });

  it.each(codings.flatMap((coding) => [true, false].map((isCut) => [coding, isCut] as const)))(
    'does not take for whole what it could not see cut: %s all the same (cut: %s)',
    async (coding, isCut) => {
      const { context } = await storage(compressing(coding, isCut));
      const written: unknown[] = [];
      const to = new WritableStream<Uint8Array>({ write: (chunk) => void written.push(chunk) });
      for (const result of [await context.downloadFile(...file), await context.downloadFile(...file, { to })]) {
        expect(result).toMatchObject({
          success: false,
          error: { _tag: 'BadAnswer', operation: 'downloadFile', where: 'content-encoding', requestId: '' },
        });
        expect(result.errorMessage).toContain('content-encoding is not identity');
      }
      expect(written).toEqual([]);
    },
  );

  it.each(['identity', 'aws-chunked', 'Identity, '])(
    'takes what is not compressed for what it is: %s',
    async (coding) => {
      const encoded = { 'Content-Encoding': coding, 'Content-Length': '7' };
      const { context } = await storage((request, response) =>
        giving([bytes(3), bytes(4)], encoded)(request, response),
      );
      const snapshots = await lastValueFrom(context.downloadFile$(...file).pipe(toArray()));
      expect(snapshots[0]).toMatchObject({ total: 7 });
      expect(snapshots.at(-1)).toMatchObject({ success: true, loaded: 7 });
    },
  );

  it('takes what browsers unpack by themselves, and asks for nothing that they would not', async () => {
    const { server, context } = await storage(compressing('gzip', false));
    vi.stubGlobal('process', { ...process, versions: {} });
    onTestFinished(() => void vi.unstubAllGlobals());
    const result = await context.downloadFile(...file);
    expect(result).toMatchObject({ success: true, loaded: Buffer.byteLength(text) });
    expect((await server.request(1)).headers['accept-encoding']).not.toBe('identity');
  });

  it('gives an empty file', async () => {
    const { context } = await storage(ok);
    const result = await context.downloadFile(...file);
    expect(result).toMatchObject({ success: true, loaded: 0, total: 0 });
  });

  it('is no success where the file breaks off', async () => {
    let breakOff = (): unknown => undefined;
    const { context } = await storage((_, response) => {
      response.writeHead(200, { 'Content-Length': '10' }).write('abc');
      breakOff = () => response.destroy();
    });
    const aborted: unknown[] = [];
    const to = new WritableStream<Uint8Array>({ abort: (reason) => void aborted.push(reason) });
    for (const options of [{}, { to }]) {
      const arrivals = context.downloadFile$(...file, options).pipe(tap(({ loaded }) => loaded === 3 && breakOff()));
      expect(await lastValueFrom(arrivals)).toMatchObject({
        success: false,
        loaded: 3,
        total: 10,
        error: { _tag: 'Unavailable', operation: 'downloadFile' },
      });
    }
    expect(aborted).toHaveLength(1);
  });

  it.each([6, 8])('is no success where a length of %d was told, and 7 bytes came', async (length) => {
    const { context } = await storage(ok);
    const { fetch } = globalThis;
    // Node sees to it by itself; others may not.
    const headers = { 'Content-Length': String(length) };
    vi.stubGlobal('fetch', (...args: Parameters<typeof fetch>) =>
      (args[0] as Request).method === 'GET' ? Promise.resolve(new Response(bytes(7), { headers })) : fetch(...args),
    );
    onTestFinished(() => void vi.unstubAllGlobals());
    for (const options of [{}, { to: new WritableStream<Uint8Array>() }]) {
      expect(await context.downloadFile(...file, options)).toMatchObject({
        success: false,
        loaded: 7,
        total: length,
        error: { _tag: 'Unavailable', operation: 'downloadFile', serviceMessage: 'the file broke off' },
      });
    }
  });

  it.each([
    [206, 'Refused'],
    [204, 'Refused'],
    [404, 'NotFound'],
    [403, 'Unauthorized'],
    [503, 'Unavailable'],
    [307, 'Unavailable'],
  ])('takes HTTP %d for %s', async (status, tag) => {
    const { context } = await storage((_, response) => void response.writeHead(status).end());
    expect(await context.downloadFile(...file)).toMatchObject({
      success: false,
      error: { _tag: tag, httpStatus: status },
    });
  });

  it('reads no more of a refusal than its beginning', async () => {
    let sent = 0;
    const { server, context } = await storage(async (_, response) => {
      const code = '<Error><Code>AccessDenied</Code>'.padEnd(2 ** 16);
      response.writeHead(403);
      while (!response.destroyed) {
        sent += code.length;
        if (!response.write(code)) await drained(response);
      }
    });
    for (const [index, ask] of [
      [1, () => context.downloadFile(...file)],
      [3, () => context.uploadFile(...file, new Blob(['a']))],
    ] as const) {
      expect(await ask()).toMatchObject({ success: false, error: { _tag: 'Unauthorized', code: 'AccessDenied' } });
      await (
        await server.request(index)
      ).closed;
    }
    // What is on the way when the connection is closed is read by nobody.
    expect(sent).toBeLessThan(64 * 2 ** 20);
  });

  it('does not leave a reader waiting for what will not come', async () => {
    const aborted: unknown[] = [];
    const sink = () =>
      new WritableStream<Uint8Array>({ abort: (reason: unknown) => void aborted.push(String(reason)) });
    const { context } = await storage((_, response) =>
      response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>'),
    );
    expect(await context.downloadFile(...file, { to: sink() })).toMatchObject({
      error: { _tag: 'NotFound', code: 'NoSuchKey' },
    });
    expect(await context.downloadFile('c', '', { to: sink() })).toMatchObject({ error: { option: 'filePath' } });
    expect(aborted).toEqual([expect.stringContaining('NoSuchKey'), expect.stringContaining('filePath')]);

    const silent = await storage(() => undefined);
    const time = stopTime();
    const late = silent.context.downloadFile(...file, { to: sink(), timeout: 50 });
    await silent.server.request(1);
    await time.pass(50);
    expect(await late).toMatchObject({ error: { _tag: 'TimedOut' } });
    const subscription = silent.context.downloadFile$(...file, { to: sink() }).subscribe();
    await silent.server.request(3);
    subscription.unsubscribe();
    expect(aborted).toHaveLength(4);
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    void context.downloadFile(...file, { to: writable });
    await expect(new Response(readable).text()).rejects.toThrow('NoSuchKey');
  });

  it('tells that what it writes to failed', async () => {
    const { context } = await storage(giving([bytes(3), bytes(4)]));
    const to = new WritableStream<Uint8Array>({
      write: () => {
        throw new RangeError('disk full');
      },
    });
    const result = await context.downloadFile(...file, { to });
    expect(result).toMatchObject({ success: false, error: { _tag: 'InvalidRequest', option: 'to' } });
    expect(result.error?.cause).toEqual(new RangeError('disk full'));
  });

  it('stops when it is unsubscribed, and aborts what it writes to', async () => {
    const { server, context } = await storage((_, response) => void response.writeHead(200).write('abc'));
    const aborted: unknown[] = [];
    const to = new WritableStream<Uint8Array>({ abort: (reason) => void aborted.push(reason) });
    await lastValueFrom(context.downloadFile$(...file, { to }).pipe(takeWhile(({ loaded }) => loaded < 3)));
    await (
      await server.request(1)
    ).closed;
    await expect.poll(() => aborted.length).toBe(1);
  });
});
