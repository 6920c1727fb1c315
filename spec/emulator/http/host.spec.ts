import { request, type OutgoingHttpHeaders } from 'node:http';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { baseUrlOf } from '../../../src/emulator/http/baseUrlOf.js';
import { requireControlAccess } from '../../../src/emulator/http/requireControlAccess.js';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { AGB, unwrap } from '../../../src/index.js';

const start = async (options: EmulatorOptions) => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

/** `fetch` lets nobody choose the header `host`. */
const ask = (url: string, headers: OutgoingHttpHeaders, method = 'GET'): Promise<{ status?: number; body: string }> =>
  new Promise((resolve, reject) => {
    request(url, { headers, method, agent: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    })
      .on('error', reject)
      .end();
  });

/** An address of this machine by which it is another one's, as far as the emulator can see. */
const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

/** A request as it comes from an address. */
const from = (remoteAddress: string, headers: Readonly<Record<string, string>>) =>
  ({ headers: { host: '127.0.0.1:1', ...headers }, socket: { remoteAddress } }) as unknown as Parameters<
    typeof requireControlAccess
  >[0];

describe('where an emulator listens', () => {
  it('is told by a URL that programs of this machine reach', async () => {
    for (const [host, named] of [
      ['127.0.0.1', '127.0.0.1'],
      ['localhost', 'localhost'],
      ['0.0.0.0', '127.0.0.1'],
      ['127.0.0.2', '127.0.0.2'],
    ] as const) {
      const { url } = await start({ host });
      expect(new URL(url).hostname).toBe(named);
      expect(await new AGB({ apiKey: 'k', endpoint: url }).context.create('c')).toMatchObject({ success: true });
    }
  });

  it.each([['192.0.2.1'], ['none.invalid']])('is refused by the system where it is not here: %s', async (host) => {
    await expect(startEmulator({ host })).rejects.toMatchObject({
      code: expect.stringMatching(/^(EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN)$/) as string,
    });
  });
});

describe('the URL of a file', () => {
  const urlBy = async (options: EmulatorOptions, host: string): Promise<string | undefined> => {
    const emulator = await start(options);
    const { context } = unwrap(await new AGB({ apiKey: 'k', endpoint: emulator.url }).context.create('c'));
    const asked = `${emulator.url}/sdk/GetContextFileUploadUrl?contextId=${context.id}&filePath=/a`;
    const { body } = await ask(asked, { host, authorization: 'Bearer k' }, 'POST');
    const { origin } = new URL((JSON.parse(body) as { data: { url: string } }).data.url);
    return origin === emulator.url ? 'its own' : origin;
  };

  it.each([
    ['127.0.0.1', 'localhost:9999', 'http://localhost:9999'],
    ['127.0.0.1', 'evil.example', 'its own'],
    ['127.0.0.1', '127.0.0.1.evil.example:80', 'its own'],
    ['0.0.0.0', 'emulator:8080', 'http://emulator:8080'],
    ['0.0.0.0', 'my_service', 'http://my_service'],
    ['0.0.0.0', 'http://emulator:8080', 'http://emulator:8080'],
    ['0.0.0.0', '[2001:db8::1]:80', 'http://[2001:db8::1]'],
    ['0.0.0.0', 'user@emulator', 'its own'],
    ['0.0.0.0', 'emulator:99999', 'its own'],
    ['0.0.0.0', 'emulator/path?', 'its own'],
  ])('of an emulator at %s names, for a client that asked %s, %s', async (host, header, named) => {
    expect(await urlBy({ host }, header)).toBe(named);
  });

  it('is that of the connection where no host was said, over IPv6 and https too', () => {
    const by = (socket: object) =>
      baseUrlOf({ headers: {}, socket } as unknown as Parameters<typeof baseUrlOf>[0], true);
    expect(by({ localAddress: '::ffff:10.0.0.1', localPort: 80 })).toBe('http://10.0.0.1:80');
    expect(by({ localAddress: '::1', localPort: 81, encrypted: true })).toBe('https://[::1]:81');
  });
});

describe('the control of an emulator', () => {
  const journal = async (url: string, headers: OutgoingHttpHeaders = {}): Promise<number | undefined> =>
    (await ask(`${url}/_emulator/journal`, headers)).status;

  it.skipIf(outside === undefined)('is for this machine only, and with a token for others', async () => {
    const elsewhere = ({ url }: { url: string }): string => `http://${outside}:${new URL(url).port}`;
    const closed = await start({ host: '0.0.0.0' });
    expect(await journal(closed.url)).toBe(200);
    expect(await journal(elsewhere(closed))).toBe(403);
    expect(await journal(elsewhere(closed), { host: '127.0.0.1', authorization: 'Bearer any-key' })).toBe(403);
    const endpoint = elsewhere(closed);
    expect(await new AGB({ apiKey: 'k', endpoint, allowInsecure: true }).context.list()).toMatchObject({
      success: true,
    });

    const open = await start({ host: '0.0.0.0', controlToken: 'the-token' });
    expect(await journal(open.url)).toBe(200);
    expect(await journal(elsewhere(open))).toBe(403);
    expect(await journal(elsewhere(open), { authorization: 'Bearer the-toke' })).toBe(403);
    expect(await journal(elsewhere(open), { authorization: 'Bearer the-token' })).toBe(200);
    expect(await journal(elsewhere(open), { authorization: 'Bearer the-token', origin: 'http://localhost' })).toBe(403);
  });

  it('needs the token or a key where keys are known', async () => {
    const { url } = await start({ apiKeys: ['one-key'], controlToken: 'the-token' });
    expect(await journal(url)).toBe(400);
    expect(await journal(url, { authorization: 'Bearer one-key' })).toBe(200);
    expect(await journal(url, { authorization: 'Bearer the-token' })).toBe(200);
    // A name that was made to lead here has no token.
    expect(await journal(url, { authorization: 'Bearer one-key', host: 'evil.example' })).toBe(403);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.1', false],
    ['::ffff:10.0.0.1', false],
    ['2001:db8::127.0.0.1', false],
    ['', false],
  ])('takes a connection from %s for one of this machine: %s', (address, isHere) => {
    const access = { controlToken: undefined, authenticate: () => '', hasKeys: false };
    const asked = () => {
      requireControlAccess(from(address, {}), access);
    };
    if (isHere) expect(asked).not.toThrow();
    else expect(asked).toThrow(/for programs of this machine/);
  });

  it('says what it needs from elsewhere, and is for no page that has the token', () => {
    const access = { controlToken: 't', authenticate: () => '', hasKeys: false };
    const authorization = 'Bearer t';
    expect(() => {
      requireControlAccess(from('10.0.0.1', { authorization: 'Bearer x' }), access);
    }).toThrow(/`controlToken`/);
    requireControlAccess(from('10.0.0.1', { authorization, host: 'emulator:80' }), access);
    for (const page of [{ origin: 'http://x' }, { 'sec-fetch-site': 'same-origin' }]) {
      expect(() => {
        requireControlAccess(from('127.0.0.1', { authorization, ...page }), access);
      }).toThrow(/not for web pages/);
    }
  });
});
