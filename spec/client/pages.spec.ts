import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { AGB } from '../../src/index.js';
import { json, startServer } from '../support/server.js';
import { clientOf, services } from '../support/services.js';

describe.each(services)('the sessions of $name', (service) => {
  /** A service that has 5 sessions in pages of 2, and refuses what comes behind the page of that index. */
  const sessionsOf = async (lastPage = Infinity) => {
    const server = await startServer(({ url, body }, response, index) => {
      const token = /nextToken=([^&]*)/i.exec(`${url}&${body}`)?.[1] ?? '0';
      const start = Number(token.replace('after-', ''));
      const data = [0, 1, 2, 3, 4].slice(start, start + 2).map((id) => ({
        sessionId: `s-${id}`,
        SessionId: `s-${id}`,
        sessionStatus: `STATUS-${id}`,
        SessionStatus: `STATUS-${id}`,
      }));
      const nextToken = start + 2 < 5 ? `after-${start + 2}` : '';
      const beside = { nextToken, NextToken: nextToken, totalCount: 5, TotalCount: 5 };
      if (index > lastPage) json(response, 401, service.speech.bad('', ''));
      else json(response, 200, { ...service.speech.good(data), ...beside });
    });
    return { server, client: clientOf(service, server.url) };
  };
  const options = { maxResults: 2, labels: { project: 'a' } };

  it('come one by one, each with its status, and a page when it is wanted', async () => {
    const { server, client } = await sessionsOf();
    const some = await lastValueFrom(client.list$(options).pipe(take(3), toArray()));
    expect(some).toMatchObject(
      [0, 1, 2].map((id) => ({
        success: true,
        requestId: 'R',
        session: { sessionId: `s-${id}` },
        status: `STATUS-${id}`,
      })),
    );
    expect(server.received).toHaveLength(2);
    expect(some[2]?.session?.context.session).toBe(some[2]?.session);
  });

  it('come as one list, with how many there are', async () => {
    const { client } = await sessionsOf();
    const list = await client.list(options);
    expect(list).toMatchObject({ success: true, requestId: 'R', nextToken: '', totalCount: 5 });
    expect(list.sessions?.map(({ session, status }) => [session.sessionId, status])).toEqual(
      [0, 1, 2, 3, 4].map((id) => [`s-${id}`, `STATUS-${id}`]),
    );
    const page = await client.list({ ...options, maxPages: 2 });
    expect(page).toMatchObject({ success: true, nextToken: 'after-4', sessions: { length: 4 } });
    const rest = await client.list({ ...options, nextToken: page.nextToken });
    expect(rest.sessions?.map(({ session }) => session.sessionId)).toEqual(['s-4']);
  });

  it('are asked for by the same labels and lengths on each page', async () => {
    const { server, client } = await sessionsOf();
    await client.list(options);
    const asked = server.received.map(({ url, body }) => {
      const params = new URLSearchParams(`${url.split('?')[1] ?? ''}&${body}`);
      const at = (name: string) => params.get(name) ?? params.get(name.charAt(0).toUpperCase() + name.slice(1));
      return [at('maxResults'), at('nextToken'), at('labels')];
    });
    expect(asked).toEqual([null, 'after-2', 'after-4'].map((token) => ['2', token, '{"project":"a"}']));
  });

  it('that cannot be listed are a failure, which comes last', async () => {
    const { client } = await sessionsOf(0);
    const seen = await lastValueFrom(client.list$(options).pipe(toArray()));
    expect(seen.map(({ success, error }) => [success, error?._tag])).toEqual([
      [true, undefined],
      [true, undefined],
      [false, 'Unauthorized'],
    ]);
    expect(await (await sessionsOf(0)).client.list(options)).toMatchObject({
      success: false,
      error: { _tag: 'Unauthorized' },
    });
  });
});

describe('the files of a context', () => {
  /** A service that has these files in pages of 2, and says this number of them. */
  const filesOf = async (names: readonly string[], count: number) => {
    const server = await startServer(({ url }, response) => {
      const start = (Number(/pageNumber=(\d+)/.exec(url)?.[1]) - 1) * 2;
      const data = names.slice(start, start + 2).map((name) => ({ filePath: `/d/${name}`, fileName: name, size: 7 }));
      json(response, 200, { success: true, requestId: 'R', data, count });
    });
    return { server, context: new AGB({ apiKey: 'any-key', endpoint: server.url }).context };
  };

  it('come with what is known of them, page after page of the same folder', async () => {
    const { server, context } = await filesOf(['a', 'b', 'c'], 3);
    const files = await lastValueFrom(context.listFiles$('ctx-1', ' /d', { pageSize: 2 }).pipe(toArray()));
    expect(files).toMatchObject(
      ['a', 'b', 'c'].map((name) => ({ success: true, requestId: 'R', file: { filePath: `/d/${name}`, size: 7 } })),
    );
    expect(server.received.map(({ url }) => url)).toEqual(
      [1, 2].map(
        (page) => `/sdk/DescribeContextFiles?contextId=ctx-1&parentFolderPath=+%2Fd&pageNumber=${page}&pageSize=2`,
      ),
    );
    expect(await context.listFiles('ctx-1', '/d', { pageSize: 2 })).toMatchObject({
      success: true,
      totalCount: 3,
      files: [{ fileName: 'a' }, { fileName: 'b' }, { fileName: 'c' }],
    });
  });

  it('end at the number that is said where all pages were read, else at a page that is empty', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { server, context } = await filesOf(names, 2);
    const listed = async (options: object) =>
      (await context.listFiles('c', '/', { pageSize: 2, ...options })).files?.map(({ fileName }) => fileName);
    // It said that there are two.
    expect(await listed({})).toEqual(['a', 'b']);
    expect(server.received).toHaveLength(1);
    // Nobody knows how many come before the second page.
    expect(await listed({ pageNumber: 2 })).toEqual(['c', 'd', 'e', 'f']);
    expect(server.received).toHaveLength(1 + 3);
  });
});
