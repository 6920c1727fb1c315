import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { AGB } from '../../src/index.js';
import { json, startServer } from '../support/server.js';
import { clientOf, services } from '../support/services.js';

/** A service that has so many files, in pages of at most so many, and says how many there are if it does. */
const filesOf = async (total: number, longest: number, count: boolean) => {
  const server = await startServer(({ url }, response) => {
    const { searchParams } = new URL(url, 'http://x');
    const size = Math.min(Number(searchParams.get('pageSize')), longest);
    const start = (Number(searchParams.get('pageNumber')) - 1) * size;
    const data = Array.from({ length: Math.max(0, Math.min(size, total - start)) }, (_, index) => ({
      filePath: `/${start + index}`,
    }));
    json(response, 200, { success: true, requestId: 'R', data, ...(count && { count: total }) });
  });
  return { server, context: new AGB({ apiKey: 'any-key', endpoint: server.url }).context };
};

describe('listFiles', () => {
  it.each([
    [250, 1000, true, 200, 2],
    [250, 100, true, 200, 3],
    [250, 100, false, 200, 4],
    [100, 50, true, 50, 2],
    [100, 50, false, 50, 3],
    [0, 50, true, 50, 1],
    [0, 50, false, 50, 1],
  ])(
    'reads all of %d files, from pages of %d (count: %s), asked for in pages of %d',
    async (total, longest, count, pageSize, requests) => {
      const { server, context } = await filesOf(total, longest, count);
      const result = await context.listFiles('c', '/', { pageSize });
      expect(result.files?.map(({ filePath }) => filePath)).toEqual(
        Array.from({ length: total }, (_, index) => `/${index}`),
      );
      expect(server.received).toHaveLength(requests);
    },
  );

  it('begins at a page, and reads as many as are wanted', async () => {
    const { server, context } = await filesOf(100, 10, true);
    const files = async (options: object) => (await context.listFiles('c', '/', options)).files?.length;
    expect(await files({ pageSize: 10, pageNumber: 8 })).toBe(30);
    expect(server.received).toHaveLength(4);
    expect(await files({ pageSize: 10, pageNumber: 8, maxPages: 2 })).toBe(20);
    expect(await files({ pageSize: 10, pageNumber: 80 })).toBe(0);
    expect(await lastValueFrom(context.listFiles$('c', '/', { pageSize: 10 }).pipe(take(11), toArray()))).toHaveLength(
      11,
    );
    expect(server.received).toHaveLength(4 + 2 + 1 + 2);
  });
});

describe.each(services)('list with $name', (service) => {
  /** A service that has 25 contexts, and says what comes next. */
  const contextsOf = async () => {
    const server = await startServer(({ url, body }, response) => {
      const params = new URLSearchParams((url.split('?')[1] ?? '') + '&' + body);
      const at = (name: string) => params.get(name) ?? params.get(name.charAt(0).toUpperCase() + name.slice(1));
      const start = Number(at('nextToken') ?? '0');
      const end = start + Number(at('maxResults'));
      const data = Array.from({ length: Math.min(end, 25) - start }, (_, index) => ({
        id: `c-${start + index}`,
        Id: `c-${start + index}`,
      }));
      const nextToken = end < 25 ? String(end) : undefined;
      json(response, 200, {
        ...service.speech.good(data),
        nextToken,
        NextToken: nextToken,
        totalCount: 25,
        TotalCount: 25,
      });
    });
    return { server, context: clientOf(service, server.url).context };
  };

  it('emits one by one, and asks for the next page when it is wanted', async () => {
    const { server, context } = await contextsOf();
    const some = await lastValueFrom(context.list$().pipe(take(10), toArray()));
    expect(some.map((result) => result.context?.id)).toEqual(Array.from({ length: 10 }, (_, index) => `c-${index}`));
    expect(server.received).toHaveLength(1);
    expect(await lastValueFrom(context.list$().pipe(toArray()))).toHaveLength(25);
    expect(server.received).toHaveLength(4);
  });

  it('gives all, or so many pages, and where to go on', async () => {
    const { context } = await contextsOf();
    expect(await context.list()).toMatchObject({
      success: true,
      nextToken: '',
      totalCount: 25,
      contexts: { length: 25 },
    });
    const page = await context.list({ maxResults: 4, maxPages: 2 });
    expect(page).toMatchObject({ success: true, nextToken: '8', contexts: { length: 8 } });
    expect((await context.list({ nextToken: page.nextToken })).contexts?.[0]?.id).toBe('c-8');
  });

  it('emits a failure last', async () => {
    const server = await startServer((_, response, index) => {
      const page = { ...service.speech.good([{ id: 'c', Id: 'c' }]), nextToken: 'x', NextToken: 'x' };
      json(response, index === 0 ? 200 : 401, index === 0 ? page : service.speech.bad('', ''));
    });
    const { context } = clientOf(service, server.url);
    const results = await lastValueFrom(context.list$().pipe(toArray()));
    expect(results).toMatchObject([
      { success: true, context: { id: 'c' } },
      { success: false, error: { _tag: 'Unauthorized' } },
    ]);
    expect(await clientOf(service, server.url).context.list()).toMatchObject({ success: false });
  });

  it.each<[string, (index: number) => readonly string[], number]>([
    ['two pages in turn', (index) => [`c-${index % 2}`], 4],
    ['empty pages', () => [], 1000],
    ['empty pages between two', (index) => (index % 2 === 0 ? [`c-${index % 4}`] : []), 7],
  ])('ends where the service gives %s for ever, with tokens that are ever new', async (_, idsOf, most) => {
    const server = await startServer((_request, response, index) => {
      const data = idsOf(index).map((id) => ({ id, Id: id }));
      const token = `token-${index}`;
      json(response, 200, { ...service.speech.good(data), nextToken: token, NextToken: token });
    });
    const { context } = clientOf(service, server.url);
    expect(await context.list()).toMatchObject({
      success: false,
      error: { _tag: 'BadAnswer', operation: 'ListContexts', expected: 'another page' },
    });
    expect(server.received.length).toBeLessThanOrEqual(most);
  });

  it('sends nothing for a wrong argument', async () => {
    const { server, context } = await contextsOf();
    for (const [options, option] of [
      [{ maxResults: 0 }, 'maxResults'],
      [{ maxPages: 0.5 }, 'maxPages'],
      [{ nextToken: '' }, 'nextToken'],
      [{ limit: 1 }, 'limit'],
    ] as [object, string][]) {
      expect(await context.list(options)).toMatchObject({ success: false, error: { _tag: 'InvalidRequest', option } });
      expect(await lastValueFrom(context.list$(options).pipe(toArray()))).toMatchObject([
        { success: false, error: { option } },
      ]);
    }
    expect(server.received).toHaveLength(0);
  });
});
