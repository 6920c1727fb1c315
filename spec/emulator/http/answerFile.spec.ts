import { createHash, randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent, request, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import { utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unwrap } from '../../../src/index.js';
import { emulated } from '../../support/emulated.js';

/** A file of a context, and who asks for it at its presigned URL. */
const storedFile = async (content: Buffer | string) => {
  const { emulator, client, context } = await emulated();
  const file = path.join(emulator.contextFolder(context.id), 'a');
  await writeFile(file, content);
  const { url } = unwrap(await client.context.fileDownloadUrl(context.id, '/a'));
  const ask = async (headers: Record<string, string> = {}) => {
    const answer = await fetch(url, { headers });
    return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
  };
  return { emulator, client, context, file, ask };
};

const md5 = (content: Buffer | string): string => `"${createHash('md5').update(content).digest('hex').toUpperCase()}"`;

describe('a file at a presigned URL', () => {
  it.each([
    ['bytes=0-3', 206, 'abcd', 'bytes 0-3/10'],
    ['bytes=3-', 206, 'defghij', 'bytes 3-9/10'],
    ['bytes=-2', 206, 'ij', 'bytes 8-9/10'],
    ['bytes=-20', 206, 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=8-100', 206, 'ij', 'bytes 8-9/10'],
    ['bytes=9-9', 206, 'j', 'bytes 9-9/10'],
    ['bytes=10-', 416, undefined, 'bytes */10'],
    ['bytes=-0', 416, undefined, 'bytes */10'],
    ['bytes=5-2', 200, 'abcdefghij', null],
    ['bytes=0-1,4-5', 200, 'abcdefghij', null],
    ['bytes=-', 200, 'abcdefghij', null],
    ['lines=1-2', 200, 'abcdefghij', null],
  ])('is given as Range asks for it: %s', async (range, status, body, contentRange) => {
    const { ask, emulator } = await storedFile('abcdefghij');
    const answer = await ask({ Range: range });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([status, contentRange]);
    if (body === undefined) expect(answer.body.toString()).toContain('<Code>InvalidRange</Code>');
    else expect([answer.body.toString(), answer.headers.get('content-length')]).toEqual([body, `${body.length}`]);
    expect(emulator.journal.requests.at(-1)).toMatchObject({ operation: 'GetFile', httpStatus: status });
  });

  it('has no part where it is empty', async () => {
    const { ask } = await storedFile('');
    expect(await ask({ Range: 'bytes=0-' })).toMatchObject({ status: 416 });
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('is given in parts that are together the whole, for as long as it stays as it was', async () => {
    const content = randomBytes(3_000_000);
    const { ask, file } = await storedFile(content);
    const first = await ask({ Range: 'bytes=0-999999' });
    expect(first.headers.get('accept-ranges')).toBe('bytes');
    const tag = String(first.headers.get('etag'));
    const rest = await ask({ Range: 'bytes=1000000-', 'If-Range': tag });
    expect([rest.status, Buffer.concat([first.body, rest.body]).equals(content)]).toEqual([206, true]);
    const modified = String(first.headers.get('last-modified'));
    expect(await ask({ Range: 'bytes=5-', 'If-Range': modified })).toMatchObject({ status: 206 });
    await writeFile(file, 'something else');
    await utimes(file, 1_000_000_000, 1_000_000_000);
    for (const validator of [tag, modified, 'W/"x"']) {
      const changed = await ask({ Range: 'bytes=5-', 'If-Range': validator });
      expect([changed.status, changed.body.toString()]).toEqual([200, 'something else']);
    }
  });

  it('has a tag that tells its content, whenever and however it came', async () => {
    const large = randomBytes(2_000_000);
    const { ask, file, client, context } = await storedFile('one');
    const tagNow = async () => (await ask()).headers.get('etag');
    expect(await tagNow()).toBe(md5('one'));
    await writeFile(file, 'two');
    expect(await tagNow()).toBe(md5('two'));
    for (const content of ['one', large]) {
      await writeFile(file, content);
      expect([await tagNow(), await tagNow()]).toEqual([md5(content), md5(content)]);
      const { url } = unwrap(await client.context.fileUploadUrl(context.id, '/a'));
      const put = await fetch(url, { method: 'PUT', body: new Uint8Array(Buffer.from(content)) });
      expect([put.status, put.headers.get('etag'), await tagNow()]).toEqual([200, md5(content), md5(content)]);
    }
    await writeFile(file, large.fill(0, 1_000_000));
    expect(await tagNow()).toBe(md5(large));
  });
});

it('says that the connection closes where it refuses a file that it did not read', async () => {
  const { emulator } = await emulated();
  const headers = await new Promise<IncomingHttpHeaders>((resolve, reject) => {
    const agent = new Agent({ keepAlive: true });
    const options = { method: 'PUT', agent, headers: { 'Content-Length': 1000 } };
    const sending = request(`${emulator.url}/files/none`, options);
    sending.on('error', reject).on('response', (response) => {
      resolve(response.headers);
      sending.destroy();
    });
    sending.write('x');
  });
  expect(headers).toMatchObject({ connection: 'close' });
  expect((await fetch(`${emulator.url}/files/none`)).headers.get('connection')).toBe('keep-alive');
});

describe('a request', () => {
  it('may take as long as it brings something, but not its headers', async () => {
    const { client, context } = await emulated();
    const { url } = unwrap(await client.context.fileUploadUrl(context.id, '/a'));
    const server = await serverOf(async (asking) => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const put = fetch(url, { method: 'PUT', body: readable, duplex: 'half' } as RequestInit);
      await writer.write(Buffer.from('half a file'));
      const { socket } = await asking;
      await expect.poll(() => socket.timeout).toBe(300_000);
      await writer.close();
      expect((await put).status).toBe(200);
    });
    expect([server.requestTimeout, server.headersTimeout]).toEqual([0, 60_000]);
  });
});

/** The server that the next request for a file comes to, while something asks for it. */
const serverOf = async (ask: (asking: Promise<IncomingMessage>) => Promise<void>): Promise<Server> => {
  const channel = 'http.server.request.start';
  let server: Server | undefined;
  const asking = new Promise<IncomingMessage>((resolve) => {
    const onRequest = (message: unknown): void => {
      const come = message as { request: IncomingMessage; server: Server };
      if (come.request.url?.startsWith('/files/') !== true) return;
      ({ server } = come);
      resolve(come.request);
    };
    subscribe(channel, onRequest);
    onTestFinished(() => void unsubscribe(channel, onRequest));
  });
  await ask(asking);
  return server as unknown as Server;
};
