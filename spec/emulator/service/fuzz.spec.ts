import fc from 'fast-check';
import { Agent, request } from 'node:http';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startEmulator, type Emulator } from '../../../src/emulator/index.js';
import { operations } from '../../../src/emulator/service/operations.js';
import { AGB, contextSync, unwrap } from '../../../src/index.js';
import { readFiles } from '../../support/readFiles.js';

interface Sent {
  /** Whose words it says. */
  readonly by: keyof typeof someone;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const canary = 'nobody is to read this';

/** What is in the scope that no request is of. */
const hidden = 'known-to-the-neighbour-alone';

/** Who asks: by a key of no scope, and by that of a scope. Requests name his session and context by these words. */
const someone = { anyone: { SESSION: '', CONTEXT: '' }, scoped: { SESSION: '', CONTEXT: '' } };

const nasty = fc.constantFrom(
  '..',
  '../..',
  '../canary.txt',
  '/etc/passwd',
  '..\\..\\canary.txt',
  '/data/../../canary.txt',
  'a\0b',
  '%00',
  '%2e%2e%2fcanary.txt',
  '__proto__',
  'constructor',
  'toString',
  'null',
  '[]',
  '{}',
  '[null]',
  '[{}]',
  '{"a":',
  '"',
  '-1',
  '1e999',
  'NaN',
  'true',
  'True',
  ' ',
  '//canary.txt',
  'C:\\canary.txt',
  'file:///etc/passwd',
  '\u202e',
  'x'.repeat(5000),
);

it('the emulator answers ten thousand nonsensical requests with JSON, and leaves its folder, and a scope, for none', async () => {
  const around = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rm(around, { recursive: true, force: true, maxRetries: 5 }));
  await writeFile(path.join(around, 'canary.txt'), canary);
  const emulator = await startEmulator({ dataDir: path.join(around, 'data') });
  onTestFinished(() => emulator.close());
  const scope = emulator.scope();
  scope.trouble({ taskError: 'not here', times: Infinity });
  const keys = { anyone: 'any-key', scoped: scope.apiKey };
  const client = new AGB({ apiKey: keys.anyone, endpoint: emulator.url });
  const neighbour = await neighbourOf(emulator);
  const renew = async (by: keyof typeof someone): Promise<void> => {
    const client = new AGB({ apiKey: keys[by], endpoint: emulator.url });
    const there = someone[by];
    const isThere = [
      client.session(there.SESSION || 'none').info(),
      client.context.get({ contextId: there.CONTEXT || 'none' }),
    ];
    if ((await Promise.all(isThere)).every(({ success }) => success)) return;
    const { context } = unwrap(await client.context.create('c'));
    const mounted = { imageId: 'i', contextSyncs: [contextSync(context.id, '/data')], waitForDownloads: false };
    there.CONTEXT = context.id;
    there.SESSION = unwrap(await client.create(mounted)).session.sessionId;
  };
  const named = (by: keyof typeof someone, text: string): string =>
    text
      .replaceAll('STRANGER', neighbour.session.sessionId)
      .replaceAll('FOREIGN', neighbour.context.id)
      .replaceAll('SESSION', someone[by].SESSION)
      .replaceAll('CONTEXT', someone[by].CONTEXT)
      .replaceAll('SECRET', keys[by]);
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  onTestFinished(() => agent.destroy());

  const value = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('CONTEXT', 'SESSION', '/data', 'upload', 'download', '1', 'c') },
    fc.constantFrom('STRANGER', 'FOREIGN'),
    nasty,
    fc.string({ unit: 'binary' }),
    fc.json(),
  );
  const name = fc.oneof(
    fc.constantFrom(
      'sessionId',
      'contextId',
      'id',
      'name',
      'path',
      'mode',
      'taskType',
      'allowCreate',
      'maxResults',
      'nextToken',
      'labels',
      'filePath',
      'parentFolderPath',
      'pageNumber',
      'pageSize',
      'imageId',
      'timeout',
      'persistenceDataList',
      'contextTypes',
    ),
    nasty,
    fc.string(),
  );
  const place = fc.tuple(fc.constantFrom('filePath', 'parentFolderPath', 'path'), fc.oneof(nasty, value));
  const params = fc
    .tuple(fc.array(fc.tuple(name, value), { maxLength: 8 }), fc.array(place, { maxLength: 3 }))
    .map(([pairs, places]) => {
      // Most requests name a session or context that is there, so that they get further than that.
      return new URLSearchParams([['sessionId', 'SESSION'], ['contextId', 'CONTEXT'], ...pairs, ...places]);
    });
  const list = fc.array(
    fc.record(
      { contextId: value, path: fc.oneof(nasty, fc.constant('/x')), policy: fc.oneof(value, fc.json()) },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  );
  const pascal = (all: URLSearchParams): string =>
    String(new URLSearchParams([...all].map(([key, text]) => [key.charAt(0).toUpperCase() + key.slice(1), text])));
  const operation = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...Object.keys(operations)) },
    fc.constantFrom('CreateMcpSession', 'GetSessionDetail', 'DeleteContextX', '__proto__', 'toString'),
    fc.string(),
  );
  const method = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('GET', 'POST') },
    fc.constantFrom('PUT', 'DELETE', 'PATCH', 'OPTIONS'),
  );
  const auth = { authorization: 'Bearer SECRET' };
  const by = fc.constantFrom('anyone' as const, 'scoped' as const);

  const agbRequest = fc
    .record({
      by,
      method,
      root: fc.constantFrom('sdk', 'mcp'),
      operation,
      params,
      list,
      body: fc.oneof(fc.constant(''), fc.json(), fc.string()),
    })
    .map((one): Sent => {
      const path =
        one.operation.charAt(0)[one.root === 'mcp' ? 'toLowerCase' : 'toUpperCase']() + one.operation.slice(1);
      const isCreate = path === 'createSession';
      const body = isCreate
        ? JSON.stringify({ persistenceDataList: one.list })
        : one.root === 'mcp'
          ? JSON.stringify(Object.fromEntries(one.params))
          : one.body;
      return {
        by: one.by,
        method: one.method,
        target: `/${one.root}/${encodeURIComponent(path)}?${one.params}`,
        headers: auth,
        body,
      };
    });
  const bayRequest = fc.record({ by, method, operation, params, list }).map((one): Sent => {
    const form = `Authorization=Bearer+SECRET&${pascal(one.params)}&PersistenceDataList=${encodeURIComponent(JSON.stringify(one.list))}`;
    return {
      by: one.by,
      method: one.method,
      target: `/?Action=${encodeURIComponent(one.operation)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form,
    };
  });
  const otherRequest = fc
    .record({
      by,
      method,
      target: fc.oneof(
        fc.webPath(),
        nasty.map((text) => `/${encodeURIComponent(text)}`),
        fc.constant('//x/y'),
        fc.constant('http://x/sdk/ListContexts'),
      ),
      body: fc.string(),
    })
    .map((one): Sent => ({ ...one, headers: auth }));

  const send = ({ by, method: verb, target, headers: given, body }: Sent): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(emulator.url);
      const headers = { ...given, ...(given['authorization'] && { authorization: `Bearer ${keys[by]}` }) };
      const outgoing = request(
        { hostname, port, method: verb, path: named(by, target), headers, agent },
        (response) => {
          let text = '';
          response
            .on('data', (chunk) => (text += String(chunk)))
            .on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        },
      );
      outgoing.on('error', reject).end(verb === 'GET' ? undefined : named(by, body));
    });

  /** Does with a presigned URL what it is for. */
  const usePresigned = async (data: unknown): Promise<void> => {
    const given = data as { url?: string; Url?: string } | undefined;
    const url = given?.url ?? given?.Url;
    if (url === undefined) return;
    for (const one of [{ method: 'PUT', body: 'x' }, { method: 'GET' }]) {
      const response = await fetch(url, one);
      expect(response.status, url).toBeLessThan(500);
      expect(await response.text()).not.toContain(canary);
      presigned++;
    }
  };

  const before = await neighbour.look();
  let sent = 0;
  let runs = 0;
  let presigned = 0;
  const seen = { good: 0, refused: 0, scoped: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 5, arbitrary: agbRequest }, { weight: 5, arbitrary: bayRequest }, otherRequest), {
        minLength: 20,
        maxLength: 20,
      }),
      async (requests) => {
        if (++runs % 25 === 0) await scope.reset();
        if (runs % 25 === 1) scope.trouble({ taskError: 'not here', times: Infinity });
        await Promise.all([renew('anyone'), renew('scoped')]);
        const answers = await Promise.all(requests.map(send));
        sent += answers.length;
        for (const [index, { status, text }] of answers.entries()) {
          const body = JSON.parse(text) as Record<string, unknown>;
          expect(body['requestId'] ?? body['RequestId']).toMatch(/^[0-9A-F-]{36}$/);
          expect(status, text).toBeLessThan(500);
          expect(text).not.toContain(canary);
          expect(text).not.toContain(around);
          expect(text).not.toContain(hidden);
          await usePresigned(body['data'] ?? body['Data']);
          const isGood = (body['success'] ?? body['Success']) === true;
          seen[isGood ? 'good' : 'refused']++;
          if (isGood && requests[index]?.by === 'scoped') seen.scoped++;
        }
      },
    ),
    { numRuns: 500, endOnFailure: true },
  );

  expect(sent).toBe(10_000);
  expect(presigned).toBeGreaterThan(20);
  expect(seen.good).toBeGreaterThan(500);
  expect(seen.refused).toBeGreaterThan(500);
  expect(unwrap(await client.context.list()).contexts).toBeDefined();
  expect(seen.scoped).toBeGreaterThan(200);
  expect(await neighbour.look()).toEqual(before);
  // Its tasks are not those that are to fail.
  expect(await neighbour.session.context.sync({ mode: 'upload', retryInterval: 20 })).toMatchObject({ success: true });
  await emulator.close();
  expect((await readdir(around)).sort()).toEqual(['canary.txt', 'data']);
  expect((await readFiles(around))['canary.txt']).toBe(canary);
});

/** Somebody in a scope of his own, whom nobody else is to notice. */
const neighbourOf = async (emulator: Emulator) => {
  const scope = emulator.scope();
  const agb = new AGB({ apiKey: scope.apiKey, endpoint: scope.url });
  const { context } = unwrap(await agb.context.create(hidden));
  const mounted = { imageId: 'i', contextSyncs: [contextSync(context.id, '/data')], retryInterval: 20 };
  const { session } = unwrap(await agb.create(mounted));
  await writeFile(path.join(scope.sessionFolder(session.sessionId, '/data'), `${hidden}.txt`), hidden);
  unwrap(await session.context.sync({ mode: 'upload', retryInterval: 20 }));
  return {
    context,
    session,
    /** All that is there, read without a request. */
    look: async () => ({
      journal: scope.journal,
      inContext: await readFiles(scope.contextFolder(context.id)),
      inSession: await readFiles(scope.sessionFolder(session.sessionId, '/data')),
    }),
  };
};
