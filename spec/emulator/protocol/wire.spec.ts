import { utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { writeFiles } from '../../support/emulated.js';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** An emulator that is spoken to as the services' protocols say, without a client that would smooth what it says. */
const wire = async (options: EmulatorOptions = {}) => {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  const answerOf = async (response: Response): Promise<Answer> => ({
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  });
  const agb = async (method: string, at: string, query: Record<string, string> = {}, authorization = 'Bearer k') => {
    const url = `${emulator.url}${at}?${new URLSearchParams(query).toString()}`;
    return answerOf(await fetch(url, { method, headers: { authorization } }));
  };
  const agentBay = async (action: string, form: Record<string, string> = {}, Authorization = 'Bearer k') => {
    const body = new URLSearchParams({ Authorization, ...form });
    return answerOf(await fetch(`${emulator.url}/?Action=${action}`, { method: 'POST', body }));
  };
  const context = async (Name: string, key?: string): Promise<string> => {
    const { body } = await agentBay('GetContext', { Name, AllowCreate: 'True' }, key);
    return (body['Data'] as { Id: string }).Id;
  };
  const session = async (mounts: readonly object[], more: Record<string, string> = {}): Promise<string> => {
    const PersistenceDataList = JSON.stringify(mounts);
    const { body } = await agentBay('CreateMcpSession', { PersistenceDataList, ...more });
    return (body['Data'] as { SessionId: string }).SessionId;
  };
  return { emulator, agb, agentBay, context, session };
};

const id = expect.stringMatching(/^[0-9A-F-]{36}$/) as unknown;

describe('an answer', () => {
  it('of AGB has its keys in camelCase, and the status twice', async () => {
    const { agb, emulator } = await wire();
    const paged = { nextToken: '', maxResults: 10, totalCount: 0, count: 0 };
    const good = { success: true, code: 'ok', message: '', httpStatusCode: 200, requestId: id, data: [], ...paged };
    expect(await agb('GET', '/sdk/ListContexts')).toMatchObject({ status: 200, body: good });
    const { status, body } = await agb('GET', '/sdk/GetContext', { name: 'none' });
    expect([status, body]).toEqual([
      400,
      {
        success: false,
        code: 'Context.NotFound',
        message: 'There is no context "none".',
        httpStatusCode: 400,
        requestId: id,
      },
    ]);
    const wrong = { status: 404, body: { success: false, code: 'InvalidAction.NotFound', httpStatusCode: 404 } };
    expect(await agb('POST', '/sdk/GetContextInfo')).toMatchObject(wrong);
    expect(await agb('GET', '/sdk/SyncContext')).toMatchObject(wrong);
    expect(await agb('POST', '/sdk/Unheard')).toMatchObject(wrong);
    expect(await agb('GET', '/mcp/unheard/of')).toMatchObject(wrong);
    const names = emulator.journal.requests.map(({ operation }) => operation);
    expect(names.slice(-4)).toEqual(['GetContextInfo', 'SyncContext', 'Unheard', 'unheard/of']);
  });

  it('of AgentBay has its keys in PascalCase, and the status twice', async () => {
    const { agentBay } = await wire();
    const paged = { NextToken: '', MaxResults: 10, TotalCount: 0, Count: 0 };
    const good = { Success: true, Code: 'ok', Message: '', HttpStatusCode: 200, RequestId: id, Data: [], ...paged };
    const listed = await agentBay('ListContexts');
    expect([listed.status, listed.body]).toEqual([200, good]);
    const { status, body } = await agentBay('GetMcpResource', { SessionId: 's-none' });
    expect([status, body]).toEqual([
      400,
      {
        Success: false,
        Code: 'InvalidMcpSession.NotFound',
        Message: 'The specified resource McpSession s-none is not found.',
        HttpStatusCode: 400,
        RequestId: id,
      },
    ]);
    expect(await agentBay('Unheard')).toMatchObject({ status: 404, body: { HttpStatusCode: 404 } });
  });

  it('of a list has ten entries, of the files of a context fifty, where nothing else is asked for', async () => {
    const { emulator, agb, agentBay, context } = await wire();
    const ids = [];
    for (let index = 0; index < 12; index++) ids.push(await context(`c${index}`));
    const first = await agentBay('ListContexts');
    expect(first.body).toMatchObject({ MaxResults: 10, TotalCount: 12, Count: 12 });
    const idsOf = ({ body }: Answer) =>
      ((body['Data'] ?? body['data']) as { Id?: string; id?: string }[]).map((one) => one.Id ?? one.id);
    expect(idsOf(first)).toEqual(ids.slice(0, 10));
    const token = first.body['NextToken'] as string;
    const second = await agb('GET', '/sdk/ListContexts', { nextToken: token });
    expect(idsOf(second)).toEqual(ids.slice(10));
    expect(second.body).toMatchObject({ nextToken: '', maxResults: 10, totalCount: 12, count: 12 });
    const [contextId = ''] = ids;
    const files = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`f${index}`, 'x']));
    await writeFiles(emulator.contextFolder(contextId, '/data'), files);
    const asked = { ContextId: contextId, ParentFolderPath: '/data' };
    const page = async (more: Record<string, string>) => {
      const { body } = await agentBay('DescribeContextFiles', { ...asked, ...more });
      return [(body['Data'] as unknown[]).length, body['TotalCount']];
    };
    expect(await page({})).toEqual([50, 51]);
    expect(await page({ PageNumber: '2' })).toEqual([1, 51]);
    expect(await page({ PageNumber: '3', PageSize: '20' })).toEqual([11, 51]);
  });

  it('tells what a session and its tasks are, and by default uploads', async () => {
    const { emulator, agentBay, context, session } = await wire({ clock: () => 1_700_000_000_789 });
    const ContextId = await context('c');
    const SessionId = await session([{ contextId: ContextId, path: '/data' }]);
    const told = (await agentBay('GetSession', { SessionId })).body['Data'];
    expect(told).toMatchObject({
      SessionId,
      Status: 'RUNNING',
      Success: true,
      contexts: [{ id: ContextId, name: 'c' }],
    });
    const detail = (await agentBay('GetSessionDetail', { SessionId })).body['Data'];
    expect(detail).toMatchObject({ Status: 'RUNNING', ImageId: 'linux_latest', IsDeleted: 0 });
    const bound = (await agentBay('DescribeSessionContexts', { SessionId })).body['Data'];
    const bindTime = '2023-11-14T22:13:20Z';
    expect(bound).toEqual([{ ContextId, ContextName: 'c', Path: '/data', Policy: '', BindTime: bindTime }]);
    expect((await agentBay('GetContext', { Name: 'c' })).body['Data']).toMatchObject({ CreateTime: bindTime });
    const tasks = async (form: Record<string, string>) => {
      const { body } = await agentBay('GetContextInfo', { SessionId, ...form });
      const [{ data } = { data: '[]' }] = JSON.parse((body['Data'] as { ContextStatus: string }).ContextStatus) as [
        { data: string }?,
      ];
      return JSON.parse(data) as unknown[];
    };
    expect(await agentBay('SyncContext', { SessionId })).toMatchObject({ status: 200 });
    const upload = { contextId: ContextId, path: '/data', taskType: 'upload', status: 'Success', errorMessage: '' };
    const times = { startTime: 1_700_000_000, finishTime: 1_700_000_000 };
    await expect.poll(() => tasks({ TaskType: 'upload' })).toEqual([{ ...upload, ...times }]);
    for (const Path of ['/data', 'data/', '\\data\\']) expect(await tasks({ ContextId, Path })).toHaveLength(2);
    expect(await tasks({ ContextId, Path: '/Data' })).toEqual([]);
    emulator.trouble({ clockSkew: 60, taskDelay: 60_000 });
    await agentBay('SyncContext', { SessionId, Mode: 'download' });
    emulator.trouble({ clockSkew: 60 });
    expect(await tasks({ TaskType: 'download' })).toMatchObject([{ status: 'Pending', startTime: 0, finishTime: 0 }]);
    const list = async (Status: string) => (await agentBay('ListSession', { Status })).body['Data'];
    expect([await list('running'), await list('DELETING')]).toEqual([[{ SessionId, SessionStatus: 'RUNNING' }], []]);
    await agentBay('DeleteSessionAsync', { SessionId });
    expect(await list('DELETING')).toEqual([{ SessionId, SessionStatus: 'DELETING' }]);
    const refused = { status: 400, body: { Code: 'InvalidMcpSession.State' } };
    expect(await agentBay('SyncContext', { SessionId })).toMatchObject(refused);
  });

  it('refuses at once what it could not do later', async () => {
    const { agentBay, context, session } = await wire();
    const ContextId = await context('c');
    const SessionId = await session([]);
    const policy = '{"uploadPolicy":{"autoUpload":"yes"}}';
    const PersistenceDataList = JSON.stringify([{ contextId: ContextId, path: '/data', policy }]);
    const refused = { status: 400, body: { Success: false, Code: 'InvalidParameter.Policy' } };
    expect(await agentBay('BindContexts', { SessionId, PersistenceDataList })).toMatchObject(refused);
    const twice = JSON.stringify([
      { contextId: ContextId, path: '/data' },
      { contextId: ContextId, path: '/data/' },
    ]);
    const business = { status: 200, body: { Success: false, Code: 'PathAlreadyBound', HttpStatusCode: 200 } };
    expect(await agentBay('BindContexts', { SessionId, PersistenceDataList: twice })).toMatchObject(business);
  });
});

describe('a key', () => {
  it('is asked for in each protocol, and by the control', async () => {
    const { emulator, agb, agentBay, context } = await wire({ apiKeys: ['k', 'other'] });
    const mine = await context('mine');
    const refused = (body: object) => ({ status: 400, body });
    for (const header of ['Bearer wrong', 'Bearer', 'k', 'Basic k', 'bearer k', '']) {
      expect(await agb('GET', '/sdk/ListContexts', {}, header)).toMatchObject(refused({ code: 'NOT_LOGIN' }));
      expect(await agentBay('ListContexts', {}, header)).toMatchObject(refused({ Code: 'NOT_LOGIN' }));
      const control = await fetch(`${emulator.url}/_emulator/journal`, { headers: { authorization: header } });
      expect(control.status).toBe(400);
    }
    const none = refused({ Code: 'Context.NotFound' });
    expect(await agentBay('GetContext', { ContextId: mine }, 'Bearer other')).toMatchObject(none);
    expect(await agentBay('DeleteContext', { Id: mine }, 'Bearer other')).toMatchObject(none);
    const file = { ContextId: mine, FilePath: '/f' };
    expect(await agentBay('GetContextFileUploadUrl', file, 'Bearer other')).toMatchObject(none);
    const { body } = await agentBay('CreateMcpSession', {});
    const { SessionId } = body['Data'] as { SessionId: string };
    const noSession = refused({ Code: 'InvalidMcpSession.NotFound' });
    for (const action of ['GetSession', 'SyncContext', 'GetContextInfo', 'DeleteSessionAsync']) {
      expect(await agentBay(action, { SessionId }, 'Bearer other')).toMatchObject(noSession);
    }
    expect(await agentBay('GetSession', { SessionId })).toMatchObject({ status: 200 });
  });

  it('is asked for where every key is known, too', async () => {
    const { agb, agentBay } = await wire();
    for (const header of ['', 'k']) {
      expect(await agb('GET', '/sdk/ListContexts', {}, header)).toMatchObject({
        status: 400,
        body: { code: 'NOT_LOGIN' },
      });
      expect(await agentBay('ListContexts', {}, header)).toMatchObject({ status: 400, body: { Code: 'NOT_LOGIN' } });
    }
  });
});

describe('a presigned URL', () => {
  it('is good for its method, its file and its hour, and answers as storages do', async () => {
    let now = 1_700_000_000_999;
    const { emulator, agentBay, context } = await wire({ clock: () => now });
    const ContextId = await context('c');
    const urlFor = async (way: 'Upload' | 'Download', FilePath = '/data/f') => {
      const { body } = await agentBay(`GetContextFile${way}Url`, { ContextId, FilePath });
      return body['Data'] as { Url: string; ExpireTime: number };
    };
    const put = await urlFor('Upload');
    const get = await urlFor('Download');
    expect([put.ExpireTime, get.ExpireTime]).toEqual([1_700_003_600, 1_700_003_600]);
    const codeOf = async (url: string, method: string) => {
      const response = await fetch(url, { method, ...(method === 'PUT' && { body: 'content' }) });
      return [response.status, /<Code>(\w+)</.exec(await response.text())?.[1]];
    };
    expect(await codeOf(get.Url, 'GET')).toEqual([404, 'NoSuchKey']);
    expect(await codeOf(put.Url, 'PUT')).toEqual([200, undefined]);
    const given = await fetch(get.Url);
    expect([given.status, given.headers.get('content-length'), await given.text()]).toEqual([200, '7', 'content']);
    const wrong = [403, 'SignatureDoesNotMatch'];
    expect(await codeOf(get.Url, 'PUT')).toEqual(wrong);
    expect(await codeOf(put.Url, 'GET')).toEqual(wrong);
    expect(await codeOf(get.Url.replace('/data/f', '/data/g'), 'GET')).toEqual(wrong);
    expect(await codeOf(get.Url.replace('1700003600', '1800003600'), 'GET')).toEqual(wrong);
    expect(await codeOf(get.Url.replace(/Signature=..../, 'Signature=0000'), 'GET')).toEqual(wrong);
    now = 1_700_003_600_000;
    expect(await codeOf(get.Url, 'GET')).toEqual([200, undefined]);
    now += 1;
    expect(await codeOf(get.Url, 'GET')).toEqual([403, 'AccessDenied']);
    expect(await codeOf(put.Url, 'PUT')).toEqual([403, 'AccessDenied']);

    const folder = emulator.contextFolder(ContextId, '/data');
    await writeFile(path.join(folder, 'f'), 'longer content');
    await utimes(path.join(folder, 'f'), 2_000_000_000, 2_000_000_000);
    await writeFiles(folder, { 'sub/x': '' });
    const { body } = await agentBay('DescribeContextFiles', { ContextId, ParentFolderPath: '/data' });
    const files = [...(body['Data'] as { FileName: string }[])].sort((a, b) => (a.FileName < b.FileName ? -1 : 1));
    const gmtModified = '2033-05-18T03:33:20.000Z';
    expect(files).toMatchObject([
      { FileName: 'f', FilePath: '/data/f', FileType: 'FILE', Size: 14, GmtModified: gmtModified, Status: 'available' },
      { FileName: 'sub', FilePath: '/data/sub', FileType: 'FOLDER', Size: 0, Status: 'available' },
    ]);
  });

  it('meets trouble with the time to come again', async () => {
    const { emulator, agb } = await wire();
    emulator.trouble({ httpStatus: 429, code: 'Throttling.User', retryAfter: 7 });
    const { status, headers, body } = await agb('GET', '/sdk/ListContexts');
    expect([status, headers.get('retry-after'), body['code'], body['httpStatusCode']]).toEqual([
      429,
      '7',
      'Throttling.User',
      429,
    ]);
  });
});
