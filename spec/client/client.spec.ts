import { inspect } from 'node:util';
import { lastValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AgentBay, AGB, contextSync } from '../../src/index.js';
import { deadUrl, json, startServer, type Received } from '../support/server.js';
import { services } from '../support/services.js';
import { stopTime } from '../support/time.js';

const apiKey = 'akm-TEST-key/with+chars';

/** Where a request carries the key: in a header, in the form, or in the query. */
const keyIn = (request: Received | undefined): unknown =>
  request?.headers['authorization'] ??
  new URLSearchParams(request?.body).get('Authorization') ??
  new URLSearchParams(request?.url.split('?')[1]).get('Authorization');

beforeEach(() => {
  for (const { prefix } of services) {
    for (const name of ['API_KEY', 'ENDPOINT', 'TIMEOUT_MS', 'REGION_ID']) vi.stubEnv(`${prefix}_${name}`, undefined);
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each(services)('a client of $name', ({ prefix, speech, client }) => {
  it('says where to put a key that is missing', () => {
    expect(() => client()).toThrow(
      '`apiKey` is missing: give it as an option or in the environment as ' + `${prefix}_API_KEY`,
    );
    expect(() => client({ apiKey: '' })).toThrow('`apiKey` is missing');
  });

  it('refuses a key that no header takes, without showing it', () => {
    for (const bad of ['se cret', 'secret\n', 'sécret', 7 as never]) {
      expect(() => client({ apiKey: bad })).toThrow(/^`apiKey` must be text of visible ASCII characters/);
    }
  });

  it.each([
    [{ endpoint: 'http://example.com' }, /`endpoint` must be https beyond this machine/],
    [{ maxConcurrency: 0 }, /`maxConcurrency` must be a whole number/],
    [{ maxConcurrency: 1.5 }, /`maxConcurrency` must be a whole number/],
    [{ requestTimeout: 0 }, /`requestTimeout` must be a number of milliseconds/],
    [{ requestTimeout: Number.NaN }, /`requestTimeout` must be a number of milliseconds/],
    [{ allowInsecure: 1 as never }, /`allowInsecure` must be true or false/],
  ])('refuses %j', (options, message) => {
    expect(() => client({ apiKey, ...options })).toThrow(message);
  });

  it('takes what is not given from the environment', async () => {
    const server = await startServer(() => undefined);
    // As files of settings have it, with what stands around it.
    vi.stubEnv(prefix + '_API_KEY', 'from-env\n');
    vi.stubEnv(prefix + '_ENDPOINT', ` ${server.url} `);
    vi.stubEnv(prefix + '_TIMEOUT_MS', ' 40');
    const time = stopTime();
    const info = client().session('s').context.info();
    expect(keyIn(await server.request(0))).toBe('Bearer from-env');
    await time.pass(40);
    expect(await info).toMatchObject({ error: { _tag: 'TimedOut', limit: 'requestTimeout', allowed: 40 } });
  });

  it('takes what is blank in the environment for absent', () => {
    for (const blank of ['', ' ', '\t\n']) {
      for (const name of ['ENDPOINT', 'TIMEOUT_MS', 'REGION_ID']) vi.stubEnv(`${prefix}_${name}`, blank);
      expect(() => client({ apiKey })).not.toThrow();
      vi.stubEnv(prefix + '_API_KEY', blank);
      expect(() => client()).toThrow('`apiKey` is missing');
    }
    vi.stubEnv(prefix + '_TIMEOUT_MS', 'soon');
    expect(() => client({ apiKey })).toThrow('`requestTimeout` must be a number of milliseconds');
  });

  it('makes contexts in the region that is given', async () => {
    const server = await startServer((_, response) => json(response, 200, speech.good()));
    vi.stubEnv(`${prefix}_REGION_ID`, 'from-env');
    await client({ apiKey, endpoint: server.url }).context.create('x');
    await client({ apiKey, endpoint: server.url, regionId: ' given ' }).context.create('x');
    const [first, second] = server.received.map(({ url, body }) => /loginRegionId=([^&]*)/i.exec(url + body)?.[1]);
    expect([first, second]).toEqual(['from-env', 'given']);
    expect(() => client({ apiKey, regionId: ' ' })).toThrow('`regionId` must be text that is not blank');
  });

  it('prefers what is given to the environment', async () => {
    const server = await startServer(() => undefined);
    vi.stubEnv(prefix + '_API_KEY', 'from-env');
    vi.stubEnv(prefix + '_ENDPOINT', await deadUrl());
    vi.stubEnv(prefix + '_TIMEOUT_MS', '60000');
    const time = stopTime();
    const agb = client({ apiKey, endpoint: server.url, requestTimeout: 40 });
    const first = agb.context.get('x');
    const second = agb.context.get('x', { requestTimeout: 30 });
    expect(keyIn(await server.request(0))).toBe(`Bearer ${apiKey}`);
    await time.pass(40);
    expect(await first).toMatchObject({ error: { _tag: 'TimedOut', allowed: 40 } });
    expect(await second).toMatchObject({ error: { _tag: 'TimedOut', allowed: 30 } });
  });

  it('shows its key nowhere', async () => {
    const server = await startServer((_, response) => json(response, 401, speech.bad('', apiKey)));
    const agb = client({ apiKey, endpoint: server.url });
    const session = agb.session('s');
    const result = await session.context.sync();
    for (const shown of [agb, agb.context, session, session.context, result, result.handle, result.error]) {
      expect(JSON.stringify(shown)).not.toContain(apiKey);
      expect(inspect(shown, { depth: 9, showHidden: true, getters: true })).not.toContain(apiKey);
    }
  });
});

describe('the clients', () => {
  const agb = new AGB({ apiKey, endpoint: 'http://127.0.0.1:9' });

  it('send nothing for a wrong argument', async () => {
    expect(await agb.context.get(' ')).toMatchObject({ error: { _tag: 'InvalidRequest', option: 'name' } });
    expect(await agb.context.get('x', { create: 1 as never })).toMatchObject({ error: { option: 'create' } });
    expect(await agb.context.get('x', { requestTimeout: -1 })).toMatchObject({ error: { option: 'requestTimeout' } });
    expect(await agb.create({ imageId: '' })).toMatchObject({ error: { _tag: 'InvalidRequest', option: 'imageId' } });
    expect(() => agb.session('')).toThrow('`sessionId` must be text that is not blank');
    expect(() => contextSync('', '/data')).toThrow('`contextId` must be text that is not blank');
    expect(() => contextSync('c', '')).toThrow('`path` must be text that is not blank');
  });

  it('tell JavaScript callers what is wrong, too', async () => {
    const { context } = agb.session('s');
    const invalid = (option: string) => ({ success: false, error: { _tag: 'InvalidRequest', option } });
    for (const none of [undefined, {}, { imageId: null }] as never[]) {
      expect(await agb.create(none)).toMatchObject({ ...invalid('imageId'), errorMessage: '`imageId` is missing' });
    }
    expect(() => agb.session(undefined as never)).toThrow('`sessionId` is missing');
    for (const contextSyncs of ['abc', [null], [{}]] as never[]) {
      expect(await agb.create({ imageId: 'i', contextSyncs })).toMatchObject(invalid('contextSyncs'));
    }
    expect(await context.sync({ callback: 5 } as never)).toMatchObject(invalid('callback'));
    const callback = vi.fn();
    expect(await context.sync({ callback, maxRetries: 0 })).toMatchObject({
      ...invalid('maxRetries'),
      handle: { accepted: false },
    });
    expect(callback).toHaveBeenCalledWith(false, expect.objectContaining({ state: 'failed', polls: 0 }));
    const broken = {
      get maxRetries(): number {
        throw new RangeError('mine');
      },
    };
    await expect(context.sync(broken)).rejects.toThrow('mine');
    expect(await context.sync('ctx' as never)).toMatchObject({ ...invalid('options'), handle: { sessionId: 's' } });
    expect(await context.sync({ contextId: 5, path: {} } as never)).toMatchObject(invalid('contextId'));
    expect(await context.info([] as never)).toMatchObject(invalid('options'));
    expect(await context.start({ timeOut: 5 } as never)).toMatchObject(invalid('timeOut'));
    expect(await agb.delete(agb.session('s'), { syncContext: 'yes' } as never)).toMatchObject(invalid('syncContext'));
    expect(await context.info({ signal: 5 } as never)).toMatchObject(invalid('signal'));
    expect(await context.sync({ signal: {} } as never)).toMatchObject(invalid('signal'));
    for (const session of ['s', undefined, {}] as never[]) {
      expect(await agb.delete(session)).toMatchObject({ ...invalid('session'), state: 'kept' });
    }
    expect(() => new AGB({ apiKey, endpoint: 5 } as never)).toThrow('`endpoint` must be text that is not blank');
    expect(() => new AGB({ apikey: apiKey } as never)).toThrow('`apikey` is no option here');
    expect(() => new AGB(null as never)).toThrow('`apiKey` is missing');
  });

  it('take the id of a session as it is', () => {
    for (const { client } of services) expect(client({ apiKey }).session('S-Id').sessionId).toBe('S-Id');
  });

  it('are joined as the services join them', () => {
    const session = agb.session('s-1');
    expect(session.sessionId).toBe('s-1');
    expect(session.context).toBe(session.context);
    expect(session.contextManager).toBe(session.context);
    expect(new AgentBay({ apiKey }).session('s').context.session.sessionId).toBe('s');
    expect(session.context.session).toBe(session);
    expect(JSON.parse(JSON.stringify(session))).toEqual({ sessionId: 's-1' });
  });

  it('are cold', async () => {
    const server = await startServer((_, response) => json(response, 200, { success: true, data: { id: 'c' } }));
    const found = new AGB({ apiKey, endpoint: server.url }).context.get$('x');
    expect(server.received).toHaveLength(0);
    await lastValueFrom(found);
    await lastValueFrom(found);
    expect(server.received).toHaveLength(2);
  });
});
