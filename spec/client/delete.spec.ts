import { describe, expect, it } from 'vitest';
import { StatusString } from '../../src/protocol/StatusString.js';
import { type ContextStatusData, unwrap } from '../../src/index.js';
import { emulated, mountPath, writeFiles } from '../support/emulated.js';
import { readFiles } from '../support/readFiles.js';
import { json, startServer } from '../support/server.js';
import { clientOf, services } from '../support/services.js';
import { failed, succeeded } from '../support/tasks.js';

const fast = { retryInterval: 20 };

describe('delete', () => {
  it('resolves when the session is gone', async () => {
    const { client, session } = await emulated();
    expect(unwrap(await session.info()).status).toBe('RUNNING');
    expect(await client.delete(session, fast)).toMatchObject({ success: true, state: 'deleted', errorMessage: '' });
    expect(await session.info()).toMatchObject({ success: false, error: { _tag: 'NotFound' } });
  });

  it('syncs the contexts first if that is asked for', async () => {
    const { emulator, client, context, session, folder } = await emulated();
    await writeFiles(folder, { 'a.txt': 'a' });
    const { sync } = unwrap(await client.delete(session, { ...fast, syncContext: { ...fast, mode: 'upload' } }));
    expect(sync).toMatchObject({ state: 'succeeded', contextStatusData: [{ taskType: 'upload' }] });
    expect(await readFiles(emulator.contextFolder(context.id, mountPath))).toEqual({ 'a.txt': 'a' });
  });

  it('does not delete what could not be synced, and says why', async () => {
    const { emulator, client, context, session, folder } = await emulated();
    await writeFiles(folder, { 'a/b': 'a folder here' });
    await writeFiles(emulator.contextFolder(context.id, mountPath), { a: 'a file there' });
    const kept = await client.delete(session, { syncContext: fast });
    expect(kept).toMatchObject({
      success: false,
      state: 'kept',
      error: { _tag: 'TaskFailed' },
      sync: { state: 'failed' },
    });
    expect(kept.errorMessage).toMatch(
      /^1 of 1 sync tasks failed: .*; the session is kept: try again, or set `evenIfUnsynced`$/,
    );
    expect(kept.error?.message).toBe(kept.errorMessage);
    expect(kept.error).toMatchObject(Object.assign({}, kept.sync?.error));
    expect(unwrap(await session.info()).status).toBe('RUNNING');
    expect(await client.delete(session, { ...fast, syncContext: fast, evenIfUnsynced: true })).toMatchObject({
      success: true,
      state: 'deleted',
      sync: { success: false },
    });
  });
});

describe.each(services)('delete with $name', (service) => {
  const { speech } = service;
  const kinds = {
    sync: /SyncContext/,
    info: /GetContextInfo/,
    release: /releaseSessionAsync|DeleteSessionAsync/,
    status: /getSessionInfo|GetSessionDetail/,
  };

  /** A service whose syncs end so, and whose session is gone after some polls. */
  const serviceWith = async (task: ContextStatusData, statuses: number[] = []) => {
    const asked: string[] = [];
    const server = await startServer(({ url }, response) => {
      const kind = Object.entries(kinds).find(([, path]) => path.test(url))?.[0] ?? url;
      const isTriggered = asked.includes('sync');
      asked.push(kind);
      if (kind === 'status') {
        const httpStatus = statuses.shift() ?? 400;
        json(response, httpStatus, speech.bad(httpStatus === 400 ? 'InvalidMcpSession.NotFound' : '', ''));
      } else if (kind === 'info') {
        json(response, 200, speech.good(speech.status(StatusString.encode(isTriggered ? [task] : []))));
      } else json(response, 200, speech.good());
    });
    return { asked, session: clientOf(service, server.url).session('s-1') };
  };

  it('syncs, releases, and watches until the session is gone', async () => {
    const { asked, session } = await serviceWith(succeeded(), [500, 400]);
    expect(await session.delete({ ...fast, syncContext: true })).toMatchObject({
      success: true,
      state: 'deleted',
      sync: { state: 'succeeded' },
    });
    expect(asked).toEqual(['info', 'sync', 'info', 'release', 'status', 'status']);
  });

  it('releases nothing where the sync failed', async () => {
    const { asked, session } = await serviceWith(failed());
    expect(await session.delete({ syncContext: true })).toMatchObject({ success: false, state: 'kept' });
    expect(asked).toEqual(['info', 'sync', 'info']);
  });

  it('ends at permanent trouble, and says that the session may go', async () => {
    const { asked, session } = await serviceWith(succeeded(), [500, 401]);
    expect(await session.delete(fast)).toMatchObject({
      success: false,
      state: 'unconfirmed',
      requestId: 'R',
      error: { _tag: 'Unauthorized' },
    });
    expect(asked).toEqual(['release', 'status', 'status']);
  });

  type Answer = readonly [httpStatus: number, body: object | string];

  /** A service that answers each kind of request so, in turn; after that, the session is gone. */
  const serviceOf = async (answers: Readonly<Record<string, readonly Answer[]>>) => {
    const asked: string[] = [];
    const server = await startServer(({ url }, response) => {
      const kind = Object.entries(kinds).find(([, path]) => path.test(url))?.[0] ?? url;
      asked.push(kind);
      const index = asked.filter((one) => one === kind).length - 1;
      const [httpStatus, body] = answers[kind]?.[index] ?? [400, speech.bad('InvalidMcpSession.NotFound', 'gone')];
      if (typeof body === 'string') response.writeHead(httpStatus).end(body);
      else json(response, httpStatus, body);
    });
    return { asked, session: clientOf(service, server.url).session('s-1') };
  };

  it.each<[string, number, object]>([
    ['HTTP 400', 400, speech.bad('InvalidMcpSession.NotFound', 'resource McpSession s-1 not found')],
    ['HTTP 200', 200, speech.bad('InvalidMcpSession.NotFound', '')],
    ['HTTP 404', 404, speech.bad('', 'session s-1 not found')],
  ])('ends deleted where the session was gone before, said with %s', async (_, httpStatus, body) => {
    const { asked, session } = await serviceOf({ release: [[httpStatus, body]] });
    expect(await session.delete(fast)).toMatchObject({
      success: true,
      state: 'deleted',
      requestId: 'R',
      errorMessage: '',
    });
    expect(asked).toEqual(['release']);
  });

  it('says that what was to be synced first was not, where the session was gone before', async () => {
    const { asked, session } = await serviceOf({});
    const deleted = await session.delete({ ...fast, syncContext: true });
    expect(deleted).toMatchObject({
      success: false,
      state: 'deleted',
      error: { _tag: 'NotFound' },
      sync: { state: 'failed' },
    });
    expect(asked).toEqual(['info']);
  });

  it.each<[string, number, object | string, string]>([
    ['an account that is not found', 200, speech.bad('', 'Account not found'), 'Refused'],
    ['an account that is not found, in HTTP 400', 400, speech.bad('', 'Account not found'), 'Refused'],
    ['a 404 that does not say of what', 404, speech.bad('', 'Not Found'), 'NotFound'],
  ])('does not take %s for a session that is gone', async (_, httpStatus, body, tag) => {
    const { asked, session } = await serviceOf({ release: [[200, speech.good()]], status: [[httpStatus, body]] });
    expect(await session.delete(fast)).toMatchObject({ success: false, state: 'unconfirmed', error: { _tag: tag } });
    expect(asked).toEqual(['release', 'status']);
  });

  it.each(['Not Found', '<html>404 Not Found</html>', '{}', ''])(
    'asks again where somebody on the way says HTTP 404: %j',
    async (body) => {
      const status: Answer = [404, body];
      const { asked, session } = await serviceOf({ release: [[200, speech.good()]], status: [status, status] });
      expect(await session.delete(fast)).toMatchObject({ success: true, state: 'deleted' });
      expect(asked).toEqual(['release', 'status', 'status', 'status']);
    },
  );

  it('sends nothing for a wrong argument', async () => {
    const { asked, session } = await serviceWith(succeeded());
    const invalid = (option: string) => ({ success: false, state: 'kept', error: { _tag: 'InvalidRequest', option } });
    expect(await session.delete({ syncContext: { maxRetries: 0 } })).toMatchObject(invalid('maxRetries'));
    expect(await session.delete({ syncContext: { mode: 'download' as never } })).toMatchObject(invalid('mode'));
    const one = { contextId: 'c', path: '/p' } as never;
    expect(await session.delete({ syncContext: one })).toMatchObject(invalid('contextId'));
    expect(await session.delete({ syncContext: 'yes' as never })).toMatchObject(invalid('syncContext'));
    expect(await session.delete({ syncContext: true, evenIfUnsynced: 1 as never })).toMatchObject(
      invalid('evenIfUnsynced'),
    );
    expect(await session.delete({ syncContext: true, retryInterval: -1 })).toMatchObject(invalid('retryInterval'));
    expect(await session.delete({ retryInterval: () => Number.NaN })).toMatchObject(invalid('retryInterval'));
    expect(await session.delete({ retryInterval: () => 0, timeout: 10 })).toMatchObject(invalid('retryInterval'));
    expect(await session.delete({ unsynced: true } as never)).toMatchObject(invalid('unsynced'));
    expect(asked).toEqual([]);
  });
});
