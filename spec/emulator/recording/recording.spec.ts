import { gzipSync } from 'node:zlib';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  startEmulator,
  startRecording,
  startReplay,
  type EmulatorOptions,
  type RecordingOptions,
} from '../../../src/emulator/index.js';
import { contextSync, unwrap } from '../../../src/index.js';
import { writeFiles } from '../../support/emulated.js';
import { newFolder } from '../../support/newFolder.js';
import { startServer, type Received } from '../../support/server.js';
import { services, type TestedService } from '../../support/services.js';

const apiKey = 'akm-SECRET/key+of=mine';
const fast = { retryInterval: 20 };

interface Har {
  readonly log: {
    readonly version: string;
    readonly entries: readonly {
      readonly request: {
        readonly method: string;
        readonly url: string;
        readonly postData?: { readonly text: string };
      };
      readonly response: {
        readonly status: number;
        readonly _error?: string;
        readonly content: { readonly _file?: string };
      };
    }[];
  };
}

const readHar = (file: string): Har => JSON.parse(readFileSync(file, 'utf8')) as Har;

const emulate = async (options: EmulatorOptions = {}) => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
};

const record = async (endpoint: string, options: Partial<RecordingOptions> = {}) => {
  const file = path.join(await newFolder(), 'calls.har');
  const recording = await startRecording({ endpoint, file, ...options });
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= recording.close());
  onTestFinished(close);
  return { ...recording, close };
};

const replayOf = async (file: string) => {
  const replay = await startReplay({ file });
  onTestFinished(() => replay.close());
  return replay;
};

/** Everything that a client does with a context and a session, and what it is told, but for times. */
const useAll = async (
  { client: make }: TestedService,
  endpoint: string,
  write?: (sessionId: string) => Promise<void>,
): Promise<readonly unknown[]> => {
  const client = make({ apiKey, endpoint });
  const { context } = unwrap(await client.context.get('my data', { create: true }));
  const contextSyncs = [contextSync(context.id, '/home/data')];
  const { session } = unwrap(await client.create({ imageId: 'i', labels: { a: 'b c' }, contextSyncs, ...fast }));
  await write?.(session.sessionId);
  const states: string[] = [];
  const result = await new Promise((resolve, reject) => {
    session.context.sync$({ ...fast, contextId: context.id, path: '/home/data', mode: 'upload' }).subscribe({
      next: (snapshot) => {
        states.push(snapshot.state);
        if (snapshot.done) resolve(snapshot.contextStatusData);
      },
      error: reject,
    });
  });
  const { contexts } = unwrap(await client.context.list());
  const uploaded = await client.context.uploadFile(
    context.id,
    '/home/data/up load.bin',
    new Blob(['x'.repeat(2_000_000)]),
  );
  const { blob } = unwrap(await client.context.downloadFile(context.id, '/home/data/up load.bin'));
  const { files } = unwrap(await client.context.listFiles(context.id, '/home/data'));
  const none = await client.context.get('none');
  const deleted = await client.delete(session, fast);
  return [
    ...[context, session.sessionId, result, new Set(states), contexts, uploaded.success, blob.size, files],
    ...[none.errorMessage, deleted.success],
  ];
};

describe.each(services)('a recording of $name', (service) => {
  it('answers a whole sync again, with files and refusals, and without the service', async () => {
    const emulator = await emulate({ taskDelay: 60 });
    const recording = await record(emulator.url);
    const write = (sessionId: string) =>
      writeFiles(emulator.sessionFolder(sessionId, '/home/data'), { 'a.txt': 'a', 'b/c.txt': 'c' });
    const seen = await useAll(service, recording.url, write);
    await recording.close();
    await emulator.close();

    const replay = await replayOf(recording.file);
    expect(replay.pending.length).toBe(readHar(recording.file).log.entries.length);
    expect(await useAll(service, replay.url)).toEqual(seen);
    expect(replay.unmatched).toEqual([]);
    expect(replay.pending).toEqual([]);
    expect(seen[6]).toBe(2_000_000);
    // All of it passed, files too.
    const methods = readHar(recording.file).log.entries.map(({ request }) => request.method);
    expect(methods.filter((method) => method === 'PUT')).toHaveLength(1);
  });

  it('has no key and no signature in it, wherever they stood', async () => {
    const emulator = await emulate({ apiKeys: [apiKey] });
    const recording = await record(emulator.url);
    await useAll(service, recording.url);
    const client = service.client({ apiKey, endpoint: recording.url });
    // The service echoes what it is given.
    const { context } = unwrap(await client.context.create(`named ${apiKey}`));
    const { url } = unwrap(await client.context.fileUploadUrl(context.id, '/keys.txt'));
    await fetch(url, { method: 'PUT', body: `the key is ${apiKey}` });
    const { blob } = unwrap(await client.context.downloadFile(context.id, '/keys.txt'));
    expect(await blob.text()).toBe(`the key is ${apiKey}`);
    await recording.close();
    const text = await readFile(recording.file, 'utf8');
    const forms = [apiKey, encodeURIComponent(apiKey), String(new URLSearchParams({ k: apiKey })).slice(2)];
    for (const form of [...forms, 'SECRET', new URL(url).searchParams.get('Signature') ?? ''])
      expect(text).not.toContain(form);
    expect(text).toContain('[redacted]');
    expect(text).toContain(`the key is ${'*'.repeat(apiKey.length)}`);
    expect(await readFile(`${recording.file}.files/${await attachedTo(recording.file)}`, 'utf8')).toMatch(/^x+$/);
  });
});

const attachedTo = async (file: string): Promise<string> => {
  const names = readHar(file).log.entries.flatMap(({ response }) => response.content._file ?? []);
  expect(names).toHaveLength(1);
  return path.basename(names[0] ?? '');
};

/** Records one exchange with a server that answers as it is told, and replays it. */
const once = async (
  handle: Parameters<typeof startServer>[0],
  ask: (url: string) => Promise<unknown>,
): Promise<{
  readonly seen: unknown;
  readonly again: unknown;
  readonly received: readonly Received[];
  readonly har: Har;
}> => {
  const server = await startServer(handle);
  const recording = await record(server.url);
  const seen = await ask(recording.url).catch((error: unknown) => (error as Error).message);
  await expect.poll(() => readHar(recording.file).log.entries.length).toBe(1);
  await recording.close();
  const replay = await replayOf(recording.file);
  const again = await ask(replay.url).catch((error: unknown) => (error as Error).message);
  return { seen, again, received: server.received, har: readHar(recording.file) };
};

const text = async (url: string, init?: RequestInit) => {
  const answer = await fetch(url, init);
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
};

describe('a recording', () => {
  it('sends on what it is sent, but for what is about its own connection', async () => {
    const { received, seen, again } = await once(
      (_, response) => {
        response.writeHead(429, 'Too Many', { 'Retry-After': '3', 'X-Request-Id': 'R', Connection: 'close' });
        response.end('{"success":false}');
      },
      (url) =>
        text(`${url}/sdk/ListContexts?maxResults=2&odd=%2f+%20~`, {
          method: 'POST',
          headers: { Authorization: 'Bearer k', 'X-Own': 'yes', 'Content-Type': 'application/json' },
          body: '{ "a":  1 }',
        }),
    );
    expect(received).toMatchObject([
      { method: 'POST', url: `/sdk/ListContexts?maxResults=2&odd=%2f+%20~`, body: '{ "a":  1 }' },
    ]);
    expect(received[0]?.headers).toMatchObject({
      authorization: 'Bearer k',
      'x-own': 'yes',
      'content-type': 'application/json',
      'content-length': '11',
    });
    expect(received[0]?.headers['host']).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(seen).toMatchObject({ status: 429, headers: { 'retry-after': '3', 'x-request-id': 'R' } });
    expect(again).toMatchObject({ status: 429, headers: { 'retry-after': '3' }, body: '{"success":false}' });
  });

  it('has compressed answers as what they are', async () => {
    const body = JSON.stringify({ success: true, data: { name: 'n'.repeat(100) } });
    const { seen, again, har } = await once(
      (_, response) => {
        response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' }).end(gzipSync(body));
      },
      (url) => text(`${url}/sdk/GetContext?id=1`),
    );
    expect([seen, again]).toMatchObject([{ body }, { body }]);
    expect(JSON.stringify(har)).toContain('nnnnnnnn');
  });

  it.each([
    ['is reset', (_: Received, response: { destroy: () => void }) => response.destroy()],
    [
      'breaks off in the midst',
      (_: Received, response: import('node:http').ServerResponse) => {
        response.writeHead(200, { 'Content-Length': 100 });
        response.write('{"success":', () => setTimeout(() => response.destroy(), 20));
      },
    ],
  ])('has a connection that %s, and breaks it off so again', async (_, handle) => {
    const { seen, again, har } = await once(
      (request, response) => handle(request, response),
      (url) => text(`${url}/sdk/GetContext?id=1`),
    );
    expect(seen).toMatch(/fetch failed|terminated/);
    expect(again).toBe(seen);
    expect(har.log.entries[0]?.response._error).toMatch(/^E|^aborted|hang up/);
  });

  it('has a request that its client did not wait for, and leaves that without an answer again', async () => {
    const { seen, again, har } = await once(
      () => undefined,
      (url) => text(`${url}/sdk/GetContext?id=1`, { signal: AbortSignal.timeout(300) }),
    );
    expect(seen).toBe('The operation was aborted due to timeout');
    expect(again).toBe(seen);
    expect(har.log.entries).toMatchObject([{ response: { status: 0, _error: 'aborted' } }]);
  });

  it('takes tokens, cookies and addresses that let in out of what it keeps, and gives the client what came', async () => {
    const data = { token: 'TOKEN-1', linkUrl: 'https://x.example/a?auth=LINK-1', nextToken: 'page-2' };
    const { seen, har } = await once(
      (_, response) => {
        response.writeHead(200, { 'Set-Cookie': 'sid=COOKIE-1' }).end(JSON.stringify({ success: true, data }));
      },
      (url) =>
        text(`${url}/mcp/getSession?accessToken=ACCESS-1&Signature=SIGNATURE-1`, {
          method: 'POST',
          headers: { Cookie: 'sid=COOKIE-2', 'X-Api-Key': 'HEADER-1' },
          body: '{"sessionId":"s","password":"PASSWORD-1"}',
        }),
    );
    expect(seen).toMatchObject({ body: expect.stringContaining('TOKEN-1') as string });
    const kept = JSON.stringify(har);
    expect(kept.match(/[A-Z]+-[12]/g)).toEqual(null);
    expect(kept).toContain('page-2');
  });

  it('gives a client, again and again, what it waited for, not what it left', async () => {
    let count = 0;
    const server = await startServer((_, response) => {
      if (++count === 1) response.end('{"success":true}');
    });
    const recording = await record(server.url);
    const ask = (url: string) => text(`${url}/sdk/GetContext?id=1`, { signal: AbortSignal.timeout(300) });
    await ask(recording.url);
    await expect(ask(recording.url)).rejects.toThrow('aborted');
    await expect.poll(() => readHar(recording.file).log.entries.length).toBe(2);
    await recording.close();
    const { url } = await replayOf(recording.file);
    expect(await ask(url)).toMatchObject({ body: '{"success":true}' });
    await expect(ask(url)).rejects.toThrow('aborted');
    expect(await ask(url)).toMatchObject({ body: '{"success":true}' });
  });

  it('does not have what its own end broke off', async () => {
    const server = await startServer(() => undefined);
    const recording = await record(server.url);
    const asked = text(`${recording.url}/sdk/GetContext?id=1`).catch(() => 'broken off');
    await server.request(0);
    await recording.close();
    expect(await asked).toBe('broken off');
    expect(readHar(recording.file).log.entries).toEqual([]);
    await recording.close();
  });

  it('lets a long file through as it comes, and keeps it without the key that lies across its pieces', async () => {
    const piece = 100_000;
    const content = Buffer.alloc(20 * piece, 'x');
    for (let at = piece - 5; at < content.length - 100; at += piece) content.write(apiKey, at);
    let isRead: () => void = () => undefined;
    const firstRead = new Promise<void>((resolve) => (isRead = resolve));
    const server = await startServer((request, response) => {
      if (!request.url.startsWith('/file')) {
        const url = `http://${request.headers['host'] as string}/file?Signature=S`;
        response.end(JSON.stringify({ success: true, data: { url } }));
        return;
      }
      response.writeHead(200, { 'Content-Length': content.length });
      response.write(content.subarray(0, piece), () => {
        void firstRead.then(async () => {
          for (let at = piece; at < content.length; at += piece) {
            await new Promise((resolve) => response.write(content.subarray(at, at + piece), resolve));
          }
          response.end();
        });
      });
    });
    const recording = await record(server.url);
    const headers = { authorization: `Bearer ${apiKey}` };
    const fetchFile = async (proxy: string): Promise<Buffer> => {
      const asked = await text(`${proxy}/sdk/GetContextFileDownloadUrl?contextId=c&filePath=%2Ff`, {
        method: 'POST',
        headers,
      });
      const answer = await fetch((JSON.parse(asked.body) as { data: { url: string } }).data.url);
      const chunks: Uint8Array[] = [];
      for await (const chunk of answer.body ?? []) {
        chunks.push(chunk);
        // The rest is sent only now.
        isRead();
      }
      return Buffer.concat(chunks);
    };
    expect((await fetchFile(recording.url)).equals(content)).toBe(true);
    await recording.close();
    const { url } = await replayOf(recording.file);
    const masked = content.toString().replaceAll(apiKey, '*'.repeat(apiKey.length));
    expect((await fetchFile(url)).toString() === masked).toBe(true);
    expect(masked).not.toContain('SECRET');
  });

  it('has a file that breaks off in the midst, and breaks it off so again', async () => {
    const emulator = await emulate();
    const recording = await record(emulator.url);
    const [agb] = services as [TestedService];
    const get = async (endpoint: string) => {
      const client = agb.client({ apiKey, endpoint });
      const { context } = unwrap(await client.context.create('c'));
      const { url } = unwrap(await client.context.fileDownloadUrl(context.id, '/a'));
      const answer = await fetch(url);
      return { status: answer.status, body: await answer.text().catch((error: unknown) => (error as Error).message) };
    };
    const { context } = unwrap(await agb.client({ apiKey, endpoint: emulator.url }).context.create('c'));
    await writeFiles(emulator.contextFolder(context.id), { a: 'a'.repeat(1000) });
    emulator.trouble({ operation: 'GetFile', connection: 'cut' });
    expect(await get(recording.url)).toEqual({ status: 200, body: 'terminated' });
    await recording.close();
    const { url } = await replayOf(recording.file);
    expect(await get(url)).toEqual({ status: 200, body: 'terminated' });
  });

  it('speaks https with its service', async () => {
    const emulator = await emulate({ tls: true });
    const ca = await readFile(emulator.caFile ?? '', 'utf8');
    const recording = await record(emulator.httpsUrl ?? '', { ca });
    const [agb] = services as [TestedService];
    const { context } = unwrap(await agb.client({ apiKey, endpoint: recording.url }).context.create('c'));
    expect(emulator.journal.requests).toMatchObject([{ operation: 'GetContext' }]);
    const { url } = unwrap(
      await agb.client({ apiKey, endpoint: recording.url }).context.fileUploadUrl(context.id, '/a'),
    );
    expect(url.startsWith(`${recording.url}/_storage/https/`)).toBe(true);
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(200);
  });

  it('sends files nowhere but where the service said', async () => {
    const other = await startServer((_, response) => response.end('inside'));
    const recording = await record((await emulate()).url);
    const answer = await fetch(`${recording.url}/_storage/${other.url.replace('://', '/')}/secret`);
    expect(answer.status).toBe(404);
    expect(other.received).toEqual([]);
  });

  it('is a whole archive at any time', async () => {
    const emulator = await emulate();
    const recording = await record(emulator.url);
    expect(readHar(recording.file).log).toMatchObject({ version: '1.2', entries: [] });
    const [agb] = services as [TestedService];
    const client = agb.client({ apiKey, endpoint: recording.url });
    for (const count of [1, 2, 3]) {
      await client.context.list();
      await expect.poll(() => readHar(recording.file).log.entries.length).toBe(count);
    }
  });

  it('says what is wrong with its options, and with its file', async () => {
    const file = path.join(await newFolder(), 'none/calls.har');
    await expect(startRecording({ endpoint: 'http://x', file })).rejects.toThrow('ENOENT');
    await expect(startRecording({ endpoint: 'http://x/?a=b', file })).rejects.toThrow(
      '`endpoint` must be the address of a service',
    );
    await expect(startRecording({ endpoint: 'x', file: '' })).rejects.toThrow('`file` ');
    await expect(startReplay({ file })).rejects.toThrow('ENOENT');
    const bad = path.join(await newFolder(), 'bad.har');
    await writeFile(bad, '{"log":{}}');
    await expect(startReplay({ file: bad })).rejects.toThrow(
      `${bad} is no recording: It is no HTTP archive (HAR 1.2).`,
    );
    await writeFile(bad, '{');
    await expect(startReplay({ file: bad })).rejects.toThrow(`${bad} is no recording: `);
  });
});

describe('a replay', () => {
  const recorded = async () => {
    let count = 0;
    const server = await startServer((_, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ success: true, requestId: 'R', data: { id: `answer-${++count}` } }));
    });
    const recording = await record(server.url);
    const ask = (url: string, query: string, headers = {}) => text(`${url}/sdk/GetContext?${query}`, { headers });
    for (const query of ['id=1&allowCreate=false', 'id=2', 'id=1&allowCreate=false', 'id=1&allowCreate=false']) {
      await ask(recording.url, query);
    }
    await recording.close();
    return { file: recording.file, ask };
  };

  it('gives each answer of a call once, in order, and the last one again and again', async () => {
    const { file, ask } = await recorded();
    const { url } = await replayOf(file);
    const ids: unknown[] = [];
    const queries = [
      'id=1&allowCreate=false',
      'allowCreate=false&id=1',
      'id=2',
      'id=2',
      ...Array.from({ length: 3 }, () => 'id=1&allowCreate=false'),
    ];
    for (const query of queries) {
      const { body } = await ask(url, query, { authorization: 'Bearer another-key-than-before' });
      ids.push((JSON.parse(body) as { data: { id: string } }).data.id);
    }
    expect(ids).toEqual(['answer-1', 'answer-3', 'answer-2', 'answer-2', 'answer-4', 'answer-4', 'answer-4']);
  });

  it.each(services)(
    'refuses what was not recorded, in the words of $name, and says what was',
    async ({ name, client }) => {
      const { file } = await recorded();
      const replay = await replayOf(file);
      const result = await client({ apiKey: 'k', endpoint: replay.url }).context.get('unknown');
      const what =
        name === 'AGB'
          ? 'AGB GetContext {"allowCreate":"false","name":"unknown"}'
          : 'AgentBay GetContext {"allowCreate":"false","name":"unknown"}';
      const message = `The recording has no answer to ${what}; of GetContext it has AGB GetContext {"allowCreate":"false","id":"1"}; AGB GetContext {"id":"2"}.`;
      expect(result).toMatchObject({ success: false, error: { _tag: 'Refused', code: 'NotRecorded' } });
      expect(result.errorMessage).toContain(message);
      expect(replay.unmatched).toEqual([message]);
      expect(replay.pending).toHaveLength(4);
    },
  );

  it('takes no file that is not beside the recording', async () => {
    const { file } = await recorded();
    const har = JSON.stringify(readHar(file), (name, value: unknown) =>
      name === 'content' ? { size: 1, _file: '../../etc/passwd' } : value,
    );
    await writeFile(file, har);
    await expect(startReplay({ file })).rejects.toThrow(
      `${file} is no recording: It names a file that is not beside it: "../../etc/passwd".`,
    );
  });

  it('finds the files of a recording that was moved', async () => {
    const emulator = await emulate();
    const recording = await record(emulator.url);
    const [agb] = services as [TestedService];
    const seen = await useAll(agb, recording.url);
    await recording.close();
    expect(existsSync(`${recording.file}.files`)).toBe(true);
    const folder = path.join(await newFolder(), 'moved');
    await rename(path.dirname(recording.file), folder);
    const replay = await replayOf(path.join(folder, 'calls.har'));
    expect(await useAll(agb, replay.url)).toEqual(seen);
  });
});
