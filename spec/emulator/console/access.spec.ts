import { execFile } from 'node:child_process';
import { request, type OutgoingHttpHeaders } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { requireControlAccess, requireControlPlace } from '../../../src/emulator/http/requireControlAccess.js';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';

const start = async (options: EmulatorOptions = {}) => {
  const emulator = await startEmulator({ console: true, ...options });
  onTestFinished(() => emulator.close());
  const [, token = ''] = /#token=(.*)$/.exec(emulator.consoleUrl ?? '') ?? [];
  return { ...emulator, token, host: new URL(emulator.url).host };
};

/** What is answered, without the body of a stream: `fetch` lets nobody choose these headers. */
const ask = (url: string, headers: OutgoingHttpHeaders, method = 'GET') =>
  new Promise<{ status: number | undefined; headers: OutgoingHttpHeaders; body: string }>((resolve, reject) => {
    const asking = request(url, { headers, method, agent: false }, (response) => {
      const { statusCode: status, headers: given } = response;
      if (given['content-type']?.startsWith('text/event-stream')) {
        resolve({ status, headers: given, body: '' });
        asking.destroy();
      } else text(response).then((body) => resolve({ status, headers: given, body }), reject);
    });
    asking.on('error', reject).end();
  });

describe('the console', () => {
  it('has an address with a token that is another one in each run and cannot be guessed', async () => {
    const [one, other] = [await start(), await start({ console: {} })];
    expect(one.consoleUrl).toBe(`${one.url}/_emulator/#token=${one.token}`);
    expect(one.token).toMatch(/^[\w-]{32}$/);
    expect(other.token).not.toBe(one.token);
  });

  it('is not there where it was not asked for', async () => {
    const { consoleUrl, url } = await startEmulator().then((emulator) => {
      onTestFinished(() => emulator.close());
      return emulator;
    });
    expect(consoleUrl).toBeUndefined();
    for (const place of ['', 'console.js', 'console/states'])
      expect(await ask(`${url}/_emulator/${place}`, {})).toMatchObject({ status: 404 });
  });

  it('costs nothing where it was not asked for: nothing of it is loaded, nor rxjs', async () => {
    const program = `
      const { startEmulator } = require('./dist/cjs/emulator/index.js');
      const loaded = () => Object.keys(require.cache).filter((file) => /rxjs|openConsole/.test(file)).length;
      (async () => {
        for (const options of [{}, { console: true }]) {
          const emulator = await startEmulator(options);
          console.log(loaded() > 0);
          await emulator.close();
        }
      })();`;
    const cwd = path.resolve(import.meta.dirname, '../../..');
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { cwd });
    expect(stdout).toBe('false\ntrue\n');
  });

  it.each([
    [{ console: 'yes' }, 'console'],
    [{ console: { actions: { go: 1 } } }, 'console.actions'],
    [{ console: { buttons: {} } }, 'console.buttons'],
  ])('is refused where its option breaks a rule: %j', async (options, option) => {
    await expect(startEmulator(options as never)).rejects.toMatchObject({ _tag: 'InvalidRequest', option });
  });
});

describe('who may look at it', () => {
  const places = [
    ['GET', 'console/states'],
    ['GET', 'console/preview?context=c'],
    ['POST', 'console/actions?name=go'],
    ['DELETE', 'console/trouble?id=1'],
    ['POST', 'reset'],
    ['GET', 'journal'],
  ] as const;

  it.each(places)('is its own page, with the token: %s %s', async (method, place) => {
    let pressed = 0;
    const { url, token, host } = await start({ console: { actions: { go: () => pressed++ } } });
    const own = { authorization: `Bearer ${token}`, 'sec-fetch-site': 'same-origin', origin: `http://${host}` };
    const target = `${url}/_emulator/${place}`;
    expect(await ask(target, own, method)).toMatchObject({ status: 200 });
    expect(pressed).toBe(place.startsWith('console/actions') ? 1 : 0);
    // And nobody else.
    const { authorization: _, ...without } = own;
    const refused = [
      without,
      { ...own, authorization: `Bearer ${token.slice(1)}` },
      { ...own, authorization: `Bearer ${token}x` },
      { ...own, authorization: 'Bearer any-key' },
      { ...own, origin: 'http://evil.example' },
      { ...own, origin: 'null' },
      { ...own, origin: 'http://127.0.0.1:1' },
      { ...own, 'sec-fetch-site': 'same-site' },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { ...own, 'sec-fetch-site': 'none' },
      // A name that leads here, as after a rebinding.
      { ...own, host: 'evil.example', origin: 'http://evil.example' },
    ];
    for (const headers of refused) expect(await ask(target, headers, method)).toMatchObject({ status: 403 });
    expect(pressed).toBe(place.startsWith('console/actions') ? 1 : 0);
  });

  it('is told what a button of a program could not do, and that there is none of a name', async () => {
    const full = () => Promise.reject(new Error('the disk is full'));
    const { url, token } = await start({ console: { actions: { full } } });
    const press = (name: string) =>
      ask(`${url}/_emulator/console/actions?name=${name}`, { authorization: `Bearer ${token}` }, 'POST');
    expect(await press('full')).toMatchObject({ status: 500, body: '{"message":"the disk is full"}' });
    for (const name of ['none', 'toString', '']) expect(await press(name)).toMatchObject({ status: 404 });
  });

  it('comes by any address of this machine alone', () => {
    const access = { consoleToken: 'c', authenticate: () => '', hasKeys: false, controlToken: undefined };
    const asking = (host: string) => from('127.0.0.1', { host, authorization: 'Bearer c' });
    for (const host of ['127.0.0.1:80', '127.0.0.2:80', 'localhost', 'LOCALHOST:1', '[::1]:80'])
      expect(() => requireControlAccess(asking(host), access)).not.toThrow();
    for (const host of ['', 'localhost.evil.example', '127.0.0.1.evil.example', 'evil.example:127', '10.0.0.1:80'])
      expect(() => requireControlAccess(asking(host), access)).toThrow(/not for web pages/);
  });

  it('is no program of other keys where keys are known, but the page needs no key', async () => {
    const { url, token } = await start({ apiKeys: ['secret-key'] });
    const target = `${url}/_emulator/console/states`;
    expect(await ask(target, { authorization: 'Bearer other-key' })).toMatchObject({ status: 400 });
    expect(await ask(target, { authorization: `Bearer ${token}` })).toMatchObject({ status: 200 });
  });

  /** As it comes from another machine. */
  const from = (remoteAddress: string, headers: Readonly<Record<string, string>>) =>
    ({ headers: { host: 'box:1', ...headers }, socket: { remoteAddress } }) as unknown as Parameters<
      typeof requireControlAccess
    >[0];

  it('is a page of another machine only where there is a token for the control, which lets it in as well', () => {
    const access = { consoleToken: 'c', authenticate: () => '', hasKeys: false, controlToken: undefined };
    const page = { origin: 'http://box:1', 'sec-fetch-site': 'same-origin' };
    const asking = (token: string) => from('192.0.2.7', { ...page, authorization: `Bearer ${token}` });
    expect(() => requireControlAccess(asking('c'), access)).toThrow(/no `controlToken` is set/);
    expect(() => requireControlPlace(asking(''), access)).toThrow(/no `controlToken` is set/);
    const open = { ...access, controlToken: 't' };
    expect(() => requireControlAccess(asking('c'), open)).not.toThrow();
    expect(() => requireControlAccess(asking('t'), open)).not.toThrow();
    expect(() => requireControlAccess(asking('x'), open)).toThrow(/not for web pages/);
    // Without a console, the control is for no page at all.
    expect(() => requireControlAccess(asking('t'), { ...open, consoleToken: undefined })).toThrow(/not for web pages/);
  });
});

describe('its page', () => {
  it('is refused with a reason where it is not beside the program', async () => {
    const { url } = await start();
    const { status, body } = await ask(`${url}/_emulator/`, {});
    expect(status).toBe(404);
    expect(body).toContain('has to take its files along');
  });

  it('is found without the slash at the end, where there is one', async () => {
    const { url } = await start();
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await ask(`${url}/_emulator`, {}, method);
      expect(status).toBe(302);
      expect(new URL(String(headers['location']), `${url}/_emulator`).href).toBe(`${url}/_emulator/`);
    }
    expect(await ask(`${url}/_emulator`, { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await ask(`${url}/_emulator`, {}, 'POST')).not.toMatchObject({ status: 302 });
    const without = await startEmulator();
    onTestFinished(() => without.close());
    expect(await ask(`${without.url}/_emulator`, {})).not.toMatchObject({ status: 302 });
  });

  it('is given by a name of this machine only', async () => {
    const { url } = await start();
    expect(await ask(`${url}/_emulator/`, { host: 'evil.example' })).toMatchObject({ status: 403 });
  });
});
