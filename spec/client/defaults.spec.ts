import { lastValueFrom, take } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AgentBay, AGB, contextSync, type ClientOptions, type TransferResult } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { json, startServer } from '../support/server.js';
import { clientOf, handleOf, services, type TestedService } from '../support/services.js';
import { task } from '../support/tasks.js';
import { inQuietTime, stopTime } from '../support/time.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

interface Wait {
  readonly run: (client: AGB | AgentBay) => Promise<unknown>;
  /** The data of the answers. */
  readonly data: (index: number) => object;
  /** How many requests come before the polls. */
  readonly before: number;
  /** Ms between the first polls. */
  readonly gaps: readonly number[];
}

interface BoundedWait extends Wait {
  readonly polls: number;
  readonly error: object;
}

const mount = contextSync('c', '/p');
const session = { sessionId: 's', SessionId: 's' };
const list = (index = 0) => {
  const status = StatusString.encode([task({ errorMessage: String(index) })]);
  return { contextStatus: status, ContextStatus: status };
};
const timedOut = (operation: string, allowed: number) => ({
  error: { _tag: 'TimedOut', operation, limit: 'timeout', allowed },
});
const every = (gap: number) => [gap, gap, gap, gap, gap];

// docs/protocol.md, sections 4.5, 4.7, 4.9, 6.1 and 6.2.
const waits: Readonly<Record<string, Partial<Record<string, BoundedWait>>>> = {
  'the downloads of a new session': {
    AGB: {
      run: (client) => client.create({ imageId: 'i', contextSyncs: [mount] }),
      data: () => session,
      before: 1,
      gaps: every(2000),
      polls: 150,
      error: { success: true, downloads: timedOut('create', 300_000) },
    },
    AgentBay: {
      run: (client) => client.create({ imageId: 'i', contextSyncs: [mount] }),
      data: () => session,
      before: 1,
      gaps: [500, 550, 605, 666, 732],
      polls: 50,
      error: { success: true, downloads: timedOut('create', 174_000) },
    },
  },
  'the end of a session': {
    both: {
      run: (client) => client.session('s').delete(),
      data: () => ({ status: 'RUNNING', Status: 'RUNNING' }),
      before: 1,
      gaps: every(1000),
      polls: 300,
      error: timedOut('delete', 300_000),
    },
  },
  'the end of a clearing': {
    both: {
      run: (client) => client.context.clear('c'),
      data: () => ({ id: 'c', Id: 'c', state: 'clearing', State: 'clearing' }),
      before: 1,
      gaps: every(2000),
      polls: 30,
      error: timedOut('clear', 60_000),
    },
  },
  'a binding': {
    AgentBay: {
      run: (client) => (client as AgentBay).session('s').context.bind(mount),
      data: () => [],
      before: 1,
      gaps: every(2000),
      polls: 60,
      error: timedOut('bind', 120_000),
    },
  },
  'the tasks of a sync': {
    both: {
      run: (client) => client.session('s').context.sync(),
      data: () => list(),
      before: 2,
      gaps: every(1500),
      polls: 150,
      error: { state: 'unconfirmed', error: { _tag: 'TimedOut', limit: 'maxRetries', allowed: 150 } },
    },
  },
  'the tasks of a sync that was started before': {
    both: {
      run: async (client) => client.session('s-1').context.follow(await handleOf(client)),
      data: () => list(),
      before: 0,
      gaps: every(1500),
      polls: 150,
      error: { state: 'unconfirmed', error: { _tag: 'TimedOut', limit: 'maxRetries', allowed: 150 } },
    },
  },
  'what changes': {
    both: {
      run: (client) => lastValueFrom(client.session('s').context.watch$().pipe(take(7))),
      data: list,
      before: 0,
      gaps: every(5000),
      polls: 7,
      error: { success: true },
    },
  },
};

/** The waits that the service knows. */
const waitsOf = ({ name }: TestedService) =>
  Object.entries(waits).flatMap(([wait, row]) => {
    const found = row['both'] ?? row[name];
    return found ? [[wait, found] as const] : [];
  });

/** Runs a wait to its end, and tells the times between its first polls. */
const gapsOf = async ({ run, data, before, gaps }: Wait, service: TestedService, options?: ClientOptions) => {
  const times: number[] = [];
  const server = await startServer((_, response, index) => {
    times.push(Date.now());
    json(response, 200, service.speech.good(data(index)));
  });
  const client = service.client({ apiKey: 'any-key', endpoint: server.url, ...options });
  const end = await inQuietTime(() => run(client));
  const seen = times.slice(before);
  const seenGaps = seen.slice(1, gaps.length + 1).map((at, index) => at - (seen[index] ?? 0));
  return { end, polls: seen.length, gaps: seenGaps };
};

describe.each(services)('where nothing else is said, $name is asked for', (service) => {
  it.each(waitsOf(service))('%s at the pace of its own clients', async (_, wait) => {
    const { end, polls, gaps } = await gapsOf(wait, service);
    expect(end).toMatchObject(wait.error);
    expect(gaps).toEqual(wait.gaps);
    expect(polls).toBe(wait.polls);
  });

  it('a request for a minute', async () => {
    const server = await startServer(() => undefined);
    const time = stopTime();
    const ended = vi.fn();
    const info = clientOf(service, server.url).session('s').context.info();
    void info.finally(ended);
    await server.request(0);
    await time.pass(59_999);
    expect(ended).not.toHaveBeenCalled();
    await time.pass(1);
    expect(await info).toMatchObject({ error: { _tag: 'TimedOut', limit: 'requestTimeout', allowed: 60_000 } });
  });

  it('a file for five minutes, either way', async () => {
    const server = await startServer(({ url }, response) => {
      if (url === '/file') return;
      json(response, 200, service.speech.good({ url: `${server.url}/file`, Url: `${server.url}/file` }));
    });
    const { context } = clientOf(service, server.url);
    const transfers: readonly (() => Promise<TransferResult>)[] = [
      () => context.uploadFile('c', '/f', new Blob(['a'])),
      () => context.downloadFile('c', '/f'),
    ];
    const time = stopTime();
    for (const [index, transfer] of transfers.entries()) {
      const ended = vi.fn();
      const result = transfer();
      void result.finally(ended);
      await server.request(2 * index + 1);
      await time.pass(299_999);
      expect(ended).not.toHaveBeenCalled();
      await time.pass(1);
      expect(await result).toMatchObject({ error: { _tag: 'TimedOut', limit: 'timeout', allowed: 300_000 } });
    }
  });

  it('pages of its own length, from the first on', async () => {
    const server = await startServer((_, response) => json(response, 200, service.speech.good([])));
    const client = clientOf(service, server.url);
    await client.list();
    await client.context.list();
    await client.context.listFiles('c', '/');
    const [sessions, contexts, files] = server.received.map(({ url, body }) => `${url}&${body}`);
    for (const list of [sessions, contexts]) {
      expect(list).toMatch(/[?&]maxResults=10(?:&|$)/i);
      expect(list).not.toMatch(/nextToken/i);
    }
    expect(files).toMatch(/[?&]pageNumber=1&pageSize=50(?:&|$)/i);
  });
});

describe.each(services)('where a client has a pacing, $name is asked for', (service) => {
  it.each(waitsOf(service))('%s at that pace', async (_, wait) => {
    vi.stubEnv(`${service.prefix}_PACING_MS`, '8000');
    const { end, gaps } = await gapsOf(wait, service, { pacing: 7000 });
    expect(end).toMatchObject(wait.error);
    expect(gaps).toEqual(every(7000));
  });

  it.each(waitsOf(service))('%s at that of the environment', async (_, wait) => {
    vi.stubEnv(`${service.prefix}_PACING_MS`, '8000');
    expect((await gapsOf(wait, service)).gaps).toEqual(every(8000));
  });

  it.each(waitsOf(service))('%s by that schedule, but for what changes', async (name, wait) => {
    const { gaps } = await gapsOf(wait, service, { pacing: (poll) => 6000 + poll });
    expect(gaps).toEqual(name === 'what changes' ? every(5000) : [6001, 6002, 6003, 6004, 6005]);
  });

  it('a sync as its call says', async () => {
    const run: Wait['run'] = (client) => client.session('s').context.sync({ retryInterval: 3000 });
    const wait = { run, data: () => list(), before: 2, gaps: every(3000) };
    expect((await gapsOf(wait, service, { pacing: 7000 })).gaps).toEqual(every(3000));
  });

  it('nothing where it is none', () => {
    const rule = /^`pacing` must be a number of milliseconds from 1 /;
    for (const pacing of [0, -1, Number.NaN, '5' as never, () => Number.NaN, () => '5' as never]) {
      expect(() => service.client({ apiKey: 'any-key', pacing })).toThrow(/^`pacing` must be a number of milliseconds/);
    }
    const broken = () => {
      throw new Error('broken');
    };
    expect(() => service.client({ apiKey: 'any-key', pacing: broken })).toThrow('`pacing` must give a delay');
    vi.stubEnv(`${service.prefix}_PACING_MS`, 'soon');
    expect(() => service.client({ apiKey: 'any-key' })).toThrow(rule);
  });
});

describe('where nothing else is said,', () => {
  it.each<[string, () => AGB | AgentBay, string]>([
    ['AGB', () => new AGB({ apiKey: 'any-key' }), 'https://sdk-api.agb.cloud/sdk/GetContextInfo'],
    ['AgentBay', () => new AgentBay({ apiKey: 'any-key' }), 'https://wuyingai.cn-shanghai.aliyuncs.com/'],
  ])('%s is asked at its public endpoint', async (_, client, endpoint) => {
    for (const name of ['AGB_ENDPOINT', 'AGENTBAY_ENDPOINT']) vi.stubEnv(name, undefined);
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network here'));
    await client().session('s').context.info();
    const { origin, pathname } = new URL((fetched.mock.calls[0]?.[0] as Request).url);
    expect(origin + pathname).toBe(endpoint);
  });
});
