import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AgentBay, contextSync, unwrap } from '../../../src/index.js';
import { StatusString } from '../../../src/protocol/StatusString.js';
import { emulated, mountPath, writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';

type Answer = Readonly<Record<string, unknown>> & { readonly data?: unknown; readonly Data?: unknown };

/** What the services' own clients ask for, and ours does not, or not in this order. */
const asking = async (options = {}) => {
  const world = await emulated({ taskDelay: 10, ...options });
  const { sessionId } = world.session;
  const send = async (at: string, init: RequestInit): Promise<Answer & { status: number }> => {
    const response = await fetch(`${world.emulator.url}${at}`, init);
    return { ...((await response.json()) as Answer), status: response.status };
  };
  const agb = (at: string, query: Readonly<Record<string, string>> = {}, method = 'POST') =>
    send(`${at}?${new URLSearchParams({ sessionId, ...query })}`, { method, headers: { authorization: 'Bearer k' } });
  const bay = (action: string, form: Readonly<Record<string, string>> = {}) =>
    send(`/?Action=${action}`, {
      method: 'POST',
      body: new URLSearchParams({ Authorization: 'Bearer k', SessionId: sessionId, ...form }),
    });
  return { ...world, sessionId, agb, bay };
};

describe('labels of a session', () => {
  it('are set and read with AGB: the new ones replace the old', async () => {
    const { agb, client, sessionId } = await asking();
    expect((await agb('/sdk/GetLabel', {}, 'GET')).data).toEqual({ labels: '{}' });
    expect(await agb('/sdk/SetLabel', { Labels: '{"a":"1","b":"2"}' })).toMatchObject({ success: true });
    expect(await agb('/sdk/SetLabel', { Labels: '{"a":"3"}' })).toMatchObject({ success: true });
    expect((await agb('/sdk/GetLabel', {}, 'GET')).data).toEqual({ labels: '{"a":"3"}' });
    expect(unwrap(await client.list({ labels: { a: '3' } })).sessions).toMatchObject([{ session: { sessionId } }]);
    expect(unwrap(await client.list({ labels: { b: '2' } })).sessions).toEqual([]);
  });

  it('are set and read with AgentBay', async () => {
    const { bay } = await asking();
    expect(await bay('SetLabel', { Labels: '{"a":"1"}' })).toMatchObject({ Success: true });
    expect((await bay('GetLabel')).Data).toEqual({ Labels: '{"a":"1"}' });
    expect(await bay('SetLabel', { Labels: '[]' })).toMatchObject({ Success: false, Code: 'InvalidParameter.Labels' });
    expect(await bay('SetLabel', { SessionId: 's-none', Labels: '{}' })).toMatchObject({
      status: 400,
      Code: 'InvalidMcpSession.NotFound',
    });
  });
});

describe('what a session is made of', () => {
  it('is told to both clients', async () => {
    const { agb, bay, emulator, sessionId } = await asking();
    const resourceUrl = `${emulator.url}/?resourceId=p-${sessionId}`;
    const headers = { authorization: 'Bearer k' };
    const post = (at: string) =>
      fetch(emulator.url + at, { method: 'POST', headers, body: JSON.stringify({ sessionId }) }).then(
        async (response) => (await response.json()) as Answer,
      );
    expect((await post('/mcp/getMcpResource')).data).toEqual({ sessionId, resourceUrl });
    expect((await post('/mcp/getSession')).data).toMatchObject({ resourceUrl, appInstanceId: `ai-${sessionId}` });
    const tools = (await post('/mcp/listTools')).data;
    expect((JSON.parse(String(tools)) as readonly object[])[0]).toEqual({
      name: 'create_directory',
      description: expect.any(String) as string,
      inputSchema: {
        type: 'object',
        properties: { path: { type: 'string', description: 'The folder.' } },
        required: ['path'],
      },
      server: 'wuying_filesystem',
      tool: 'create_directory',
    });
    expect((await post('/mcp/getSession')).data).toMatchObject({ toolList: tools });
    expect((await bay('GetMcpResource')).Data).toEqual({ SessionId: sessionId, ResourceUrl: resourceUrl });
    expect((await bay('ListMcpTools')).Data).toBe(tools);
    // As both clients ask for them: those of an image.
    expect(await agb('/mcp/listTools', { imageId: 'i', sessionId: '' })).toMatchObject({ status: 200, data: tools });
    expect((await bay('ListMcpTools', { ImageId: 'i', SessionId: '' })).Data).toBe(tools);
    expect(await agb('/mcp/listTools', { sessionId: 's-none' })).toMatchObject({ code: 'InvalidMcpSession.NotFound' });
    expect((await bay('GetSessionDetail')).Data).toMatchObject({ AppInstanceId: `ai-${sessionId}` });
    expect(await agb('/mcp/getMcpResource', { sessionId: 's-none' })).toMatchObject({
      status: 400,
      code: 'InvalidMcpSession.NotFound',
    });
  });

  it.each([true, false])('has a shell among its tools where that is allowed: %s', async (allowShell) => {
    const { bay } = await asking({ allowShell });
    const tools = JSON.parse(String((await bay('ListMcpTools')).Data)) as readonly { name: string; server: string }[];
    expect(tools.map(({ name }) => name)).toEqual([
      'create_directory',
      'write_file',
      'read_file',
      'list_directory',
      'get_file_info',
      'move_file',
      'delete_file',
      ...(allowShell ? ['shell'] : []),
    ]);
    expect(new Set(tools.map(({ server }) => server)).size).toBe(allowShell ? 2 : 1);
  });

  it('has its contexts, which can be listed alone', async () => {
    const { bay, client, context } = await asking();
    unwrap(await client.context.create('another'));
    // Every request here names the session, if it does not say otherwise.
    expect((await bay('ListContexts', { SessionId: '' })).Data).toMatchObject([
      { Id: context.id },
      { Name: 'another' },
    ]);
    expect(await bay('ListContexts')).toMatchObject({ Data: [{ Id: context.id }], TotalCount: 1 });
    expect(await bay('ListContexts', { SessionId: 's-none' })).toMatchObject({ Code: 'InvalidMcpSession.NotFound' });
  });

  it('lists a context that comes later once its files are there', async () => {
    const { emulator, client, sessionId, bay } = await asking({ taskDelay: 300 });
    const { context } = unwrap(await client.context.create('later'));
    await writeFiles(emulator.contextFolder(context.id, '/tmp/later'), { a: 'a' });
    const PersistenceDataList = JSON.stringify([{ ContextId: context.id, Path: '/tmp/later' }]);
    expect(await bay('BindContexts', { PersistenceDataList })).toMatchObject({ Success: true });
    const listed = async () =>
      ((await bay('DescribeSessionContexts')).Data as { Path: string }[]).map((binding) => binding.Path);
    expect(await listed()).toEqual([mountPath]);
    await expect.poll(listed).toEqual([mountPath, '/tmp/later']);
    expect(await readFiles(emulator.sessionFolder(sessionId, '/tmp/later'))).toEqual({ a: 'a' });
    expect(await bay('BindContexts', { PersistenceDataList })).toMatchObject({
      status: 200,
      Success: false,
      Code: 'PathAlreadyBound',
    });
    const url = emulator.url;
    const bindings = await new AgentBay({ apiKey: 'k', endpoint: url }).session(sessionId).context.listBindings();
    expect(unwrap(bindings).bindings).toHaveLength(2);
  });
});

describe('the files of a context', () => {
  it('have the paths that they have in the session', async () => {
    const { client, context, session, folder, emulator } = await asking();
    await writeFiles(folder, { 'a.txt': 'a', 'sub/b.txt': 'b' });
    unwrap(await session.context.sync({ mode: 'upload', retryInterval: 20 }));
    const { files } = unwrap(await client.context.listFiles(context.id, mountPath));
    expect(files.map(({ filePath }) => filePath).sort()).toEqual([`${mountPath}/a.txt`, `${mountPath}/sub`]);
    const { blob } = unwrap(await client.context.downloadFile(context.id, `${mountPath}/sub/b.txt`));
    expect(await blob.text()).toBe('b');
    unwrap(await client.context.uploadFile(context.id, `${mountPath}/c.txt`, new Blob(['c'])));
    unwrap(await session.context.sync({ mode: 'download', retryInterval: 20 }));
    expect(await readFiles(folder)).toEqual({ 'a.txt': 'a', 'sub/b.txt': 'b', 'c.txt': 'c' });
    // Not where nobody keeps files.
    const contextSyncs = [contextSync(context.id, '/other')];
    const other = unwrap(await client.create({ imageId: 'i', contextSyncs, retryInterval: 20 })).session;
    expect(await readFiles(emulator.sessionFolder(other.sessionId, '/other'))).toEqual({});
  });

  it('are synced below a path alone where one is asked for', async () => {
    const { context, session, folder, emulator } = await asking();
    const kept = () => readFiles(emulator.contextFolder(context.id, mountPath));
    await writeFiles(folder, { 'a.txt': 'a', 'sub/b.txt': 'b', 'sub/c.txt': 'c' });
    const upload = async (at: string) =>
      unwrap(
        await session.context.sync({ contextId: context.id, path: mountPath + at, mode: 'upload', retryInterval: 20 }),
      );
    await upload('/sub/b.txt');
    expect(await kept()).toEqual({ 'sub/b.txt': 'b' });
    await upload('/sub');
    expect(await kept()).toEqual({ 'sub/b.txt': 'b', 'sub/c.txt': 'c' });
    await rm(path.join(folder, 'sub/c.txt'));
    await upload('/a.txt');
    expect(await kept()).toEqual({ 'a.txt': 'a', 'sub/b.txt': 'b', 'sub/c.txt': 'c' });
    await upload('');
    expect(await kept()).toEqual({ 'a.txt': 'a', 'sub/b.txt': 'b' });
  });
});

describe('the file transfer of the services’ own clients', () => {
  const transfer = async () => {
    const world = await asking();
    const { bay, client, sessionId, emulator } = world;
    const [internal] = (await bay('GetAndLoadInternalContext', { 'ContextTypes.1': 'file_transfer' })).Data as {
      ContextId: string;
    }[];
    const id = internal?.ContextId ?? '';
    const move = async (at: string, taskType: 'upload' | 'download'): Promise<void> => {
      await bay('SyncContext', { ContextId: id, Path: at, Mode: taskType });
      const ends = async () => {
        const asked = { ContextId: id, Path: at, TaskType: taskType };
        const { ContextStatus } = (await bay('GetContextInfo', asked)).Data as { ContextStatus: string };
        const list = StatusString.decode(ContextStatus);
        return list._tag === 'Right' && list.right.map((task) => [task.path, task.status, task.errorMessage]);
      };
      await expect.poll(ends).toEqual([[at, 'Success', '']]);
    };
    /** AGB's TypeScript client deletes the file when it has been moved. */
    const put = async (at: string, content: string): Promise<void> => {
      unwrap(await client.context.uploadFile(id, at, new Blob([content])));
      await move(at, 'download');
      unwrap(await client.context.deleteFile(id, at));
    };
    const get = async (at: string): Promise<string> => {
      await move(at, 'upload');
      const { blob } = unwrap(await client.context.downloadFile(id, at));
      unwrap(await client.context.deleteFile(id, at));
      return blob.text();
    };
    const inSession = (at: string): string => emulator.sessionFolder(sessionId, at);
    return { ...world, id, put, get, inSession };
  };

  it('puts one file after the other, and takes none away', async () => {
    const { put, get, inSession } = await transfer();
    await put('/tmp/file_transfer/a.txt', 'a');
    await put('/tmp/file_transfer/deep/b.txt', 'b');
    await writeFiles(inSession('/tmp/file_transfer'), { 'report.txt': 'made there' });
    expect(await get('/tmp/file_transfer/report.txt')).toBe('made there');
    await put('/tmp/file_transfer/c.txt', 'c');
    expect(await readFiles(inSession('/tmp/file_transfer'))).toEqual({
      'a.txt': 'a',
      'deep/b.txt': 'b',
      'c.txt': 'c',
      'report.txt': 'made there',
    });
    expect(await get('/tmp/file_transfer/report.txt')).toBe('made there');
  });

  it('puts and gets a file at any path', async () => {
    const { put, get, inSession, client, session, folder, emulator, context } = await transfer();
    await put('/home/x.txt', 'x');
    expect(await readFile(inSession('/home/x.txt'), 'utf8')).toBe('x');
    expect(await get('/home/x.txt')).toBe('x');
    await put(`${mountPath}/mounted.txt`, 'for the context');
    expect(await readFiles(folder)).toEqual({ 'mounted.txt': 'for the context' });
    unwrap(await client.delete(session, { retryInterval: 20 }));
    expect(await readFiles(emulator.contextFolder(context.id, mountPath))).toEqual({
      'mounted.txt': 'for the context',
    });
  });
});
