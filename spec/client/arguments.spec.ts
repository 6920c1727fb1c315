import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { AgentBay, contextSync, type AGB } from '../../src/index.js';
import { startServer } from '../support/server.js';
import { clientOf, handleOf, services } from '../support/services.js';

type Row = readonly [option: string, run: (client: AGB | AgentBay) => Promise<object>, rule?: RegExp];

const file = ['c', '/f'] as const;
const blob = new Blob(['a']);
const mount = contextSync('c', '/p');
const notBlank = /^must be text that is not blank$/;
const missing = /^is missing$/;
const inMilliseconds = /^must be a number of milliseconds from 1 to 2147483647/;
const no = (value: unknown): never => value as never;

const lockedSink = (): WritableStream<Uint8Array> => {
  const sink = new WritableStream<Uint8Array>();
  sink.getWriter();
  return sink;
};

/** Each argument of each operation, wrong in one way. What is wrong with numbers and texts is for the specs of the model. */
const rows: readonly Row[] = [
  ['sessionId', (client) => client.get(' '), notBlank],
  ['requestTimeout', (client) => client.get('s', { requestTimeout: 0 }), inMilliseconds],
  ['labels', (client) => client.list({ labels: no('a') })],
  ['maxResults', (client) => client.list({ maxResults: 0 })],
  ['nextToken', (client) => client.list({ nextToken: ' ' }), notBlank],
  ['maxPages', (client) => client.list({ maxPages: 0 })],
  ['requestTimeout', (client) => client.list({ requestTimeout: 0 }), inMilliseconds],
  ['page', (client) => client.list(no({ page: 1 }))],
  ['session', (client) => client.delete(no('s')), /^must be a session: `session\(id\)` gives one$/],
  ['timeout', (client) => client.delete(client.session('s'), { timeout: 0 }), inMilliseconds],
  ['requestTimeout', (client) => client.session('s').info({ requestTimeout: 0 }), inMilliseconds],
  ['force', (client) => client.session('s').info(no({ force: true })), /^is no option here: there are requestTimeout$/],
  ['requestTimeout', (client) => client.session('s').keepAlive({ requestTimeout: 0 }), inMilliseconds],
  [
    'contextId',
    (client) => client.session('s').delete({ syncContext: no({ contextId: 'c', path: '/p' }) }),
    /all contexts/,
  ],
  ['mode', (client) => client.session('s').delete({ syncContext: { mode: no('download') } }), /^must be upload/],
  ['settlePolls', (client) => client.session('s').delete({ syncContext: { settlePolls: -1 } })],
  ['requestTimeout', (client) => client.session('s').delete({ requestTimeout: 0 }), inMilliseconds],
  ['syncContext', (client) => client.session('s').delete({ syncContext: no('no') }), /^must be true or false/],
  ['evenIfUnsynced', (client) => client.session('s').delete({ evenIfUnsynced: no(0) }), /^must be true or false/],
  ['contextId', (client) => client.session('s').context.info({ contextId: ' ' }), notBlank],
  ['taskType', (client) => client.session('s').context.info({ taskType: '' }), notBlank],
  ['sync', (client) => client.session('s').context.start(no({ sync: true }))],
  ['path', (client) => client.session('s').context.sync({ contextId: 'c' }), /^is needed where `contextId` is given$/],
  ['mode', (client) => client.session('s').context.start({ mode: ' ' }), notBlank],
  ['maxRetries', async (client) => client.session('s-1').context.follow(await handleOf(client), { maxRetries: 0 })],
  [
    'handle',
    async (client) => client.session('s-2').context.follow(await handleOf(client)),
    /^must be of this session$/,
  ],
  ['handle', (client) => client.session('s').context.follow(no({})), /^must be a handle that `start` gave/],
  ['interval', (client) => lastValueFrom(client.session('s').context.watch$({}, { interval: 0 })), inMilliseconds],
  ['name', (client) => client.context.get(' '), notBlank],
  ['name', (client) => client.context.get(no(null)), missing],
  ['name', (client) => client.context.get(no(7)), notBlank],
  ['contextId', (client) => client.context.get({ contextId: ' ' }), notBlank],
  ['contextId', (client) => client.context.get(no({})), missing],
  [
    'create',
    (client) => client.context.get({ contextId: 'c' }, { create: true }),
    /^is for names: the service gives the ids$/,
  ],
  ['create', (client) => client.context.get('x', { create: no('yes') }), /^must be true or false/],
  ['create', (client) => client.context.create('x', no({ create: true })), /^is no option here/],
  ['name', (client) => client.context.create(' '), notBlank],
  ['contextId', (client) => client.context.update(' ', { name: 'n' }), notBlank],
  ['name', (client) => client.context.update('c', { name: ' ' }), notBlank],
  ['name', (client) => client.context.update('c', no(undefined)), missing],
  ['contextId', (client) => client.context.delete(' '), notBlank],
  ['contextId', (client) => client.context.clear(' '), notBlank],
  ['retryInterval', (client) => client.context.clear('c', { retryInterval: -1 })],
  ['timeout', (client) => client.context.clear('c', { timeout: 0 }), inMilliseconds],
  ['polls', (client) => client.context.clear('c', no({ polls: 1 })), /^is no option here/],
  ['contextId', (client) => client.context.clearStatus(' '), notBlank],
  ['contextId', (client) => client.context.fileUploadUrl(' ', '/f'), notBlank],
  ['filePath', (client) => client.context.fileUploadUrl('c', ' '), notBlank],
  ['contextId', (client) => client.context.fileDownloadUrl(' ', '/f'), notBlank],
  ['filePath', (client) => client.context.fileDownloadUrl('c', ' '), notBlank],
  ['contextId', (client) => client.context.listFiles(' ', '/'), notBlank],
  ['parentFolderPath', (client) => client.context.listFiles('c', ''), notBlank],
  ['pageSize', (client) => client.context.listFiles('c', '/', { pageSize: 0 }), /^must be a whole number from 1 /],
  ['pageNumber', (client) => client.context.listFiles('c', '/', { pageNumber: 0 }), /^must be a whole number from 1 /],
  ['maxPages', (client) => client.context.listFiles('c', '/', { maxPages: 0 }), /^must be a whole number from 1 /],
  ['maxResults', (client) => client.context.listFiles('c', '/', no({ maxResults: 1 })), /^is no option here/],
  ['contextId', (client) => client.context.deleteFile(' ', '/f'), notBlank],
  ['filePath', (client) => client.context.deleteFile('c', ' '), notBlank],
  ['to', (client) => client.context.uploadFile(...file, blob, no({ to: 1 })), /^is no option here/],
  ['requestTimeout', (client) => client.context.uploadFile(...file, blob, { requestTimeout: 0 }), inMilliseconds],
  ['timeout', (client) => client.context.uploadFile(...file, blob, { timeout: 0 }), inMilliseconds],
  ['timeout', (client) => client.context.downloadFile(...file, { timeout: 0 }), inMilliseconds],
  ['requestTimeout', (client) => client.context.downloadFile(...file, { requestTimeout: 0 }), inMilliseconds],
  ['size', (client) => client.context.downloadFile(...file, no({ size: 1 })), /^is no option here/],
  ...[5, 'x', {}, { getWriter: 1 }, { abort: 1 }, [], false].map((to): Row => [
    'to',
    (client) => client.context.downloadFile(...file, { to: no(to) }),
    /^must be a WritableStream$/,
  ]),
  ['to', (client) => client.context.downloadFile(...file, { to: lockedSink() }), /that nobody writes to yet$/],
];

describe.each(services)('$name is asked nothing', (service) => {
  it.each(rows.map(([option, run, rule = /./]) => ({ option, run, rule })))(
    'where `$option` is wrong: row %#',
    async ({ option, run, rule }) => {
      const server = await startServer(() => undefined);
      const result = await run(clientOf(service, server.url));
      expect(result).toMatchObject({
        success: false,
        error: { _tag: 'InvalidRequest', option, rule: expect.stringMatching(rule) as string },
      });
      expect(server.received).toEqual([]);
    },
  );
});

it('AgentBay is asked nothing where an argument of a binding is wrong', async () => {
  const server = await startServer(() => undefined);
  const { context } = new AgentBay({ apiKey: 'any-key', endpoint: server.url }).session('s');
  const invalid = (option: string, rule: RegExp) => ({
    success: false,
    error: { _tag: 'InvalidRequest', option, rule: expect.stringMatching(rule) as string },
  });
  expect(await context.bind([])).toMatchObject(invalid('contextSyncs', /^must not be empty$/));
  expect(await context.bind(mount, { requestTimeout: 0 })).toMatchObject(invalid('requestTimeout', inMilliseconds));
  expect(await context.bind(mount, no({ polls: 1 }))).toMatchObject(invalid('polls', /^is no option here/));
  expect(await context.listBindings({ requestTimeout: 0 })).toMatchObject(invalid('requestTimeout', inMilliseconds));
  expect(await context.listBindings(no({ all: true }))).toMatchObject(invalid('all', /^is no option here/));
  expect(server.received).toEqual([]);
});

describe('what is absent is left out:', () => {
  it.each(services)('$name takes null and undefined for it', async (service) => {
    const { speech } = service;
    const server = await startServer((_, response) => {
      response.writeHead(200).end(JSON.stringify(speech.good([])));
    });
    const client = clientOf(service, server.url);
    for (const options of [undefined, null, {}, { maxResults: undefined, nextToken: null, maxPages: undefined }]) {
      expect(await client.list(no(options))).toMatchObject({ success: true, sessions: [] });
      expect(await client.context.list(no(options))).toMatchObject({ success: true, contexts: [] });
    }
  });
});
