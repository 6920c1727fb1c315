import { lastValueFrom, take } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AgentBay, AGB, contextSync, type TransferResult } from '../../src/index.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { json, startServer } from '../support/server.js';
import { clientOf, handleOf, services } from '../support/services.js';
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
const waits: Readonly<Record<string, Partial<Record<string, Wait>>>> = {
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

describe.each(services)('where nothing else is said, $name is asked for', (service) => {
  const rows = Object.entries(waits).flatMap(([name, row]) => {
    const wait = row['both'] ?? row[service.name];
    return wait ? [[name, wait] as const] : [];
  });

  it.each(rows)('%s at the pace of its own clients', async (_, { run, data, before, gaps, polls, error }) => {
    const times: number[] = [];
    const server = await startServer((__, response, index) => {
      times.push(Date.now());
      json(response, 200, service.speech.good(data(index)));
    });
    const end = await inQuietTime(() => run(clientOf(service, server.url)));
    expect(end).toMatchObject(error);
    const seen = times.slice(before);
    expect(seen.slice(1, gaps.length + 1).map((at, index) => at - (seen[index] ?? 0))).toEqual(gaps);
    expect(seen).toHaveLength(polls);
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
