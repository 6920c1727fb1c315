import { createServer, type Socket, type AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { lastValueFrom, take, toArray, type Observable } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AgentBay, contextSync, type AGB, type SyncHandle } from '../../src/index.js';
import { redactor } from '../../src/protocol/redact.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { deadUrl, json, startServer } from '../support/server.js';
import { services } from '../support/services.js';
import { task } from '../support/tasks.js';

const apiKey = 'akm-TEST-key/with+chars';
const inUrl = encodeURIComponent(apiKey);

const wait = { timeout: 40, retryInterval: 5 };
const poll = { maxRetries: 2, retryInterval: 1, settlePolls: 0 };
const handle: SyncHandle = { version: 1, sessionId: 's', requestId: 'R', triggeredAt: 0, accepted: true };
const all = (stream: Observable<unknown>): Promise<unknown> => lastValueFrom(stream.pipe(toArray()));

/** Every operation that a client has. */
const operations: readonly ((client: AGB | AgentBay) => Promise<unknown>)[] = [
  (client) => client.get('s'),
  (client) => client.list(),
  (client) => client.create({ imageId: 'i', contextSyncs: [contextSync('c', '/p')], ...wait }),
  (client) => client.delete(client.session('s'), wait),
  (client) => client.session('s').info(),
  (client) => client.session('s').keepAlive(),
  (client) => client.session('s').delete({ ...wait, syncContext: poll }),
  (client) => client.session('s').context.info(),
  (client) => client.session('s').context.start({ ...poll, baseline: false }),
  (client) => client.session('s').context.follow(handle, poll),
  (client) => client.session('s').context.sync(poll),
  (client) => all(client.session('s').context.sync$(poll)),
  (client) => all(client.session('s').context.watch$({}, { interval: 1 }).pipe(take(1))),
  (client) => client.context.get('my-data'),
  (client) => client.context.create('my-data'),
  (client) => client.context.list(),
  (client) => client.context.update('c', { name: 'n' }),
  (client) => client.context.delete('c'),
  (client) => client.context.clear('c', { ...wait, settlePolls: 0 }),
  (client) => client.context.clearStatus('c'),
  (client) => client.context.fileUploadUrl('c', '/f'),
  (client) => client.context.fileDownloadUrl('c', '/f'),
  (client) => client.context.listFiles('c', '/'),
  (client) => client.context.deleteFile('c', '/f'),
  (client) => client.context.uploadFile('c', '/f', new Blob(['a'])),
  (client) => client.context.downloadFile('c', '/f'),
  async (client) => client instanceof AgentBay && client.session('s').context.bind(contextSync('c', '/p'), wait),
  async (client) => client instanceof AgentBay && client.session('s').context.listBindings(),
];

/** All that a person, a log or a debugger could see of a value. */
const shown = (value: unknown): string => {
  const texts: unknown[] = [inspect(value, { depth: 30, showHidden: true, getters: true }), JSON.stringify(value)];
  const seen = new Set<unknown>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    if (part instanceof Error) texts.push(part.stack, part.message, part.name, String(part));
    for (const key of Reflect.ownKeys(part)) visit((part as Record<PropertyKey, unknown>)[key]);
  };
  visit(value);
  return texts.join('\n');
};

describe.each(services)('a client of $name shows its key nowhere', ({ speech, client }) => {
  const texts = {
    ...{ name: apiKey, state: apiKey, createTime: apiKey, lastUsedTime: apiKey, osType: apiKey, status: apiKey },
    ...{ sessionStatus: apiKey, contextName: apiKey, policy: apiKey, bindTime: apiKey, fileType: apiKey },
    ...{ gmtCreate: `${inUrl} at noon`, gmtModified: apiKey, id: 'c', sessionId: 's', contextId: 'c', path: '/p' },
  };
  const contextStatus = StatusString.encode([
    task({ status: apiKey, taskType: apiKey, errorMessage: `${apiKey} and ${inUrl}` }),
  ]);
  const inBothCases = (fields: object): object =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([key, field]: [string, unknown]) => [
        [key, field],
        [key.charAt(0).toUpperCase() + key.slice(1), field],
      ]),
    );
  const said = (body: object, more: object): object => ({ ...body, ...inBothCases(more) });
  const data = inBothCases({ ...texts, contextStatus });
  const echo = { code: `Bad.${apiKey}`, message: `no ${apiKey}, nor ${inUrl}`, requestId: `for-${apiKey}` };

  const answers: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
    'HTTP 400': (response) => json(response, 400, said(speech.bad('', ''), echo), { 'x-request-id': apiKey }),
    'HTTP 401': (response) => json(response, 401, said(speech.bad('', ''), echo)),
    'HTTP 404': (response) => json(response, 404, said(speech.bad('', ''), { ...echo, code: '' })),
    'HTTP 429': (response) => json(response, 429, said(speech.bad('', ''), echo)),
    'HTTP 500': (response) => json(response, 500, said(speech.bad('', ''), echo)),
    'a refusal in HTTP 200': (response) => json(response, 200, said(speech.bad('', ''), echo)),
    'a refusal in the data': (response) =>
      json(response, 200, said(speech.good(), { data: inBothCases({ success: false, errMsg: apiKey }) })),
    texts: (response) => json(response, 200, said(speech.good(), { message: apiKey, requestId: apiKey, data })),
    'lists of texts': (response) => json(response, 200, said(speech.good(), { data: [data] })),
    'a request id in a header': (response) => json(response, 200, { success: true }, { 'x-request-id': apiKey }),
    'a body of it': (response) => response.end(apiKey),
    'JSON of it': (response) => json(response, 200, apiKey),
    'data of it': (response) => json(response, 200, said(speech.good(), { data: apiKey })),
    'fields called so': (response) =>
      json(response, 200, said(speech.good(), { data: { [apiKey]: { [apiKey]: [apiKey] } } })),
    'a status string of it': (response) =>
      json(response, 200, said(speech.good(), { data: inBothCases({ contextStatus: `[${apiKey}` }) })),
    'a page that is not found': (response) => response.writeHead(404).end(`<p>${apiKey}</p>`),
    'a redirection': (response) => response.writeHead(302, { Location: `/?key=${inUrl}` }).end(apiKey),
    'a file URL with it': (response) =>
      json(response, 200, said(speech.good(), { data: inBothCases({ url: `ftp://${inUrl}@x/${inUrl}` }) })),
    'a reset': (response) => response.destroy(),
  };

  /** Runs all operations at an endpoint; what they gave, threw and logged. */
  const runAll = async (endpoint: string): Promise<string> => {
    const logged: unknown[] = [];
    const remember = (...told: unknown[]) => logged.push(told);
    const logger = { debug: remember, info: remember, warn: remember, error: remember };
    const one = client({ apiKey, endpoint, logger });
    const outcomes = await Promise.all(
      operations.map((operation) => operation(one).catch((error: unknown) => ({ thrown: error }))),
    );
    return shown({ one, outcomes, logged });
  };

  const expectNoKey = (text: string): void => {
    expect(text.length).toBeGreaterThan(1000);
    // It knows the key in all its forms.
    expect(redactor(apiKey)(text) === text).toBe(true);
  };

  it.each(Object.keys(answers))('where it is answered with %s', async (kind) => {
    const server = await startServer((_, response) => void answers[kind]?.(response));
    expectNoKey(await runAll(server.url));
  });

  it('where what answers is no HTTP, but has heard it', async () => {
    const server = createServer((socket: Socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (request) => socket.end(`no HTTP: ${String(request)}`));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    expectNoKey(await runAll(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

  it('where nobody answers, or nobody may be asked', async () => {
    expectNoKey(await runAll(await deadUrl()));
    expectNoKey(await runAll('http://127.0.0.1:1'));
  });

  it.each<[string, (request: Request, init: RequestInit | undefined) => unknown]>([
    ['the request', (request) => Object.assign(new TypeError('fetch failed'), { request })],
    ['its URL', (request) => new TypeError(`Failed to parse URL from ${request.url}`)],
    ['its headers', (request) => new TypeError(`bad header ${JSON.stringify([...request.headers])}`)],
    ['its body', (_, init) => new TypeError(`bad body ${init?.body as string}`)],
    [
      'them in its cause',
      (request) => new TypeError('fetch failed', { cause: { request, headers: [...request.headers] } }),
    ],
    ['them in one cause of many', (request) => new AggregateError([new Error(request.url), new Error(apiKey)], apiKey)],
  ])('where the network layer throws an error with %s', async (_, errorOf) => {
    vi.stubGlobal('fetch', async (request: Request, init?: RequestInit) => {
      throw errorOf(request, init);
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    expectNoKey(await runAll('http://127.0.0.1:9999'));
  });
});
