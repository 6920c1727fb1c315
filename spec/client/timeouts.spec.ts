import { fromEvent, lastValueFrom, takeUntil } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AgentBay, contextSync, type AGB } from '../../src/index.js';
import { json, startServer } from '../support/server.js';
import { handleOf, services } from '../support/services.js';
import { stopTime } from '../support/time.js';

interface Given {
  readonly signal: AbortSignal;
  readonly requestTimeout?: number;
}

interface Operation {
  readonly run: (client: AGB | AgentBay, given: Given) => Promise<unknown>;
  /** The data of the answers before its last request. */
  readonly answers?: readonly object[];
}

const session = { sessionId: 's-1', SessionId: 's-1' };
const mount = contextSync('c', '/p');

const operations: Readonly<Record<string, Operation>> = {
  get: { run: (client, given) => client.get('s-1', given) },
  list: { run: (client, given) => client.list(given) },
  create: {
    run: (client, given) => client.create({ imageId: 'i', contextSyncs: [mount], ...given }),
    answers: [session],
  },
  delete: { run: (client, given) => client.delete(client.session('s-1'), given), answers: [{}] },
  'session.info': { run: (client, given) => client.session('s-1').info(given) },
  'session.keepAlive': { run: (client, given) => client.session('s-1').keepAlive(given) },
  'session.delete': { run: (client, given) => client.session('s-1').delete(given), answers: [{}] },
  'session.delete, the sync before it': {
    run: (client, { signal, requestTimeout }) =>
      client.session('s-1').delete({ signal, syncContext: requestTimeout === undefined ? true : { requestTimeout } }),
    answers: [{}, {}],
  },
  'session.context.info': { run: (client, given) => client.session('s-1').context.info(given) },
  'session.context.start': { run: (client, given) => client.session('s-1').context.start(given), answers: [{}] },
  'session.context.sync': { run: (client, given) => client.session('s-1').context.sync(given), answers: [{}, {}] },
  'session.context.sync, called back': {
    run: (client, given) => client.session('s-1').context.sync({ ...given, callback: () => undefined }),
    answers: [{}, {}],
  },
  'session.context.follow': {
    run: async (client, given) => client.session('s-1').context.follow(await handleOf(client), given),
  },
  'session.context.watch$': {
    run: (client, { signal, requestTimeout }) => {
      const infos = client.session('s-1').context.watch$({}, { requestTimeout });
      return lastValueFrom(infos.pipe(takeUntil(fromEvent(signal, 'abort'))), { defaultValue: undefined });
    },
  },
  'context.get': { run: (client, given) => client.context.get('my-data', given) },
  'context.create': { run: (client, given) => client.context.create('my-data', given) },
  'context.list': { run: (client, given) => client.context.list(given) },
  'context.update': { run: (client, given) => client.context.update('c', { name: 'n', ...given }) },
  'context.delete': { run: (client, given) => client.context.delete('c', given) },
  'context.clear': { run: (client, given) => client.context.clear('c', given), answers: [{}] },
  'context.clearStatus': { run: (client, given) => client.context.clearStatus('c', given) },
  'context.fileUploadUrl': { run: (client, given) => client.context.fileUploadUrl('c', '/f', given) },
  'context.fileDownloadUrl': { run: (client, given) => client.context.fileDownloadUrl('c', '/f', given) },
  'context.listFiles': { run: (client, given) => client.context.listFiles('c', '/', given) },
  'context.deleteFile': { run: (client, given) => client.context.deleteFile('c', '/f', given) },
  'context.uploadFile': { run: (client, given) => client.context.uploadFile('c', '/f', new Blob(['a']), given) },
  'context.downloadFile': { run: (client, given) => client.context.downloadFile('c', '/f', given) },
};

const bindings: Readonly<Record<string, Operation>> = {
  'session.context.bind': {
    run: (client, given) => (client as AgentBay).session('s-1').context.bind(mount, given),
    answers: [{}],
  },
  'session.context.listBindings': {
    run: (client, given) => (client as AgentBay).session('s-1').context.listBindings(given),
  },
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(services)('with $name, a request ends at its requestTimeout:', ({ name, speech, client }) => {
  const rows = Object.entries({ ...operations, ...(name === 'AgentBay' && bindings) }).flatMap(
    ([operation, { run, answers = [] }]) => [...answers, {}].map((_, step) => ({ operation, run, answers, step })),
  );

  it.each(rows)('$operation, after $step answers', async ({ run, answers, step }) => {
    const clients = { requestTimeout: 40, apiKey: 'any-key' };
    for (const [given, limit] of [
      [{}, 40],
      [{ requestTimeout: 30 }, 30],
    ] as const) {
      const server = await startServer((_, response, index) => {
        if (index < step) json(response, 200, speech.good(answers[index]));
      });
      const fetched = vi.spyOn(globalThis, 'fetch');
      const isAborted = (): boolean => (fetched.mock.calls[step]?.[0] as Request).signal.aborted;
      const time = stopTime();
      const controller = new AbortController();
      const ended = run(client({ ...clients, endpoint: server.url }), { ...given, signal: controller.signal });
      ended.catch(() => undefined);
      const request = await server.request(step);
      await time.pass(limit - 1);
      expect(isAborted()).toBe(false);
      await time.pass(1);
      expect(isAborted()).toBe(true);
      await request.closed;
      controller.abort();
      vi.useRealTimers();
      fetched.mockRestore();
    }
  });
});
