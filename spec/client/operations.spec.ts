import { describe, expect, it } from 'vitest';
import { AgentBay, AGB, contextSync, type Session } from '../../src/index.js';
import { version } from '../../src/model/version.js';
import { StatusString } from '../../src/protocol/StatusString.js';
import { json, startServer } from '../support/server.js';
import { services } from '../support/services.js';
import { succeeded } from '../support/tasks.js';
import { agbLine, agentBayLine } from '../support/wire.js';

type Client = AGB | AgentBay;

/** What one operation sends and gets, in the words of one service; one answer for each request. */
interface Exchange {
  readonly sent: readonly string[];
  readonly data: readonly unknown[];
  /** What the answers say beside their data. */
  readonly beside?: object;
}

interface Operation {
  readonly run: (client: Client) => Promise<unknown>;
  readonly AGB: Exchange;
  readonly AgentBay: Exchange;
  readonly result: object;
}

const sessionOf = (client: Client): Session => client.session('s-1');
const mount = contextSync('SdkCtx-1', '/data');

const agbPolicy =
  '{"uploadPolicy":{"autoUpload":true,"uploadStrategy":"UploadBeforeResourceRelease","uploadMode":"File"},' +
  '"downloadPolicy":{"autoDownload":true,"downloadStrategy":"DownloadAsync"},"deletePolicy":{"syncLocalFile":true},' +
  '"extractPolicy":{"extract":true,"deleteSrcFile":true,"extractToCurrentFolder":false},' +
  '"recyclePolicy":{"lifecycle":"Lifecycle_Forever","paths":[""]},"bwList":{"whiteLists":[]}}';
const agentBayPolicy = agbPolicy.replace('"whiteLists":[]', '"whiteLists":[{"path":"","excludePaths":[]}]');

const agbStats = `{"source":"sdk","sdk_language":"typescript","sdk_version":"${version}","is_release":true}`;
const agentBayStats = agbStats.replace('}', ',"framework":""}');

const agbContext = { id: 'SdkCtx-1', name: 'my ctx', state: 'available', createTime: 'then', lastUsedTime: 'now' };
const agentBayContext = {
  Id: 'SdkCtx-1',
  Name: 'my ctx',
  State: 'available',
  CreateTime: 'then',
  LastUsedTime: 'now',
  OsType: 'linux',
};

const task = succeeded({ contextId: 'SdkCtx-1', path: '/data', taskType: 'download' });
const status = StatusString.encode([task]);

const agbFile = {
  fileId: 'f',
  fileName: 'a b.txt',
  filePath: '/a b.txt',
  fileType: 'file',
  gmtCreate: 't',
  gmtModified: 'u',
  size: 7,
  status: 'ok',
};
const agentBayFile = {
  FileId: 'f',
  FileName: 'a b.txt',
  FilePath: '/a b.txt',
  FileType: 'file',
  GmtCreate: 't',
  GmtModified: 'u',
  Size: '7',
  Status: 'ok',
};

/** Requests as the official clients were recorded with (docs/protocol.md, sections 1.2, 2.2 and 4), and answers of section 4. */
const operations: Readonly<Record<string, Operation>> = {
  'context.get by name, made where there is none': {
    run: (client) => client.context.get('my ctx', { create: true }),
    AGB: { sent: ['GET /sdk/GetContext?name=my ctx&loginRegionId=cn-hangzhou&allowCreate=true'], data: [agbContext] },
    AgentBay: { sent: ['GetContext||AllowCreate=true&Name=my ctx&LoginRegionId=cn-hangzhou'], data: [agentBayContext] },
    result: { context: agbContext },
  },
  'context.get by name': {
    run: (client) => client.context.get('my ctx'),
    AGB: { sent: ['GET /sdk/GetContext?name=my ctx&loginRegionId=cn-hangzhou&allowCreate=false'], data: [agbContext] },
    AgentBay: { sent: ['GetContext||AllowCreate=false&Name=my ctx'], data: [agentBayContext] },
    result: { context: agbContext },
  },
  'context.get by id': {
    run: (client) => client.context.get({ contextId: 'SdkCtx-1' }),
    AGB: { sent: ['GET /sdk/GetContext?id=SdkCtx-1&loginRegionId=cn-hangzhou&allowCreate=false'], data: [agbContext] },
    AgentBay: { sent: ['GetContext||AllowCreate=false&ContextId=SdkCtx-1'], data: [agentBayContext] },
    result: { context: agbContext },
  },
  'context.create': {
    run: (client) => client.context.create(' my ctx '),
    AGB: { sent: ['GET /sdk/GetContext?name=my ctx&loginRegionId=cn-hangzhou&allowCreate=true'], data: [agbContext] },
    AgentBay: { sent: ['GetContext||AllowCreate=true&Name=my ctx&LoginRegionId=cn-hangzhou'], data: [agentBayContext] },
    result: { context: agbContext },
  },
  'context.list': {
    run: (client) => client.context.list({ maxResults: 2, nextToken: 'tok==' }),
    AGB: {
      sent: ['GET /sdk/ListContexts?maxResults=2&nextToken=tok=='],
      data: [[agbContext]],
      beside: { totalCount: 3 },
    },
    AgentBay: {
      sent: ['ListContexts||MaxResults=2&NextToken=tok=='],
      data: [[agentBayContext]],
      beside: { TotalCount: '3' },
    },
    result: { contexts: [agbContext], nextToken: '', totalCount: 3 },
  },
  'context.update': {
    run: (client) => client.context.update('ctx-1', { name: 'new' }),
    AGB: { sent: ['POST /sdk/ModifyContext?id=ctx-1&name=new'], data: [undefined] },
    AgentBay: { sent: ['ModifyContext||Id=ctx-1&Name=new'], data: [undefined] },
    result: {},
  },
  'context.delete': {
    run: (client) => client.context.delete('ctx-1'),
    AGB: { sent: ['POST /sdk/DeleteContext?id=ctx-1'], data: [undefined] },
    AgentBay: { sent: ['DeleteContext||Id=ctx-1'], data: [undefined] },
    result: {},
  },
  'context.clear': {
    run: (client) => client.context.clear('ctx-1', { retryInterval: 1 }),
    AGB: {
      sent: [
        'POST /sdk/ClearContext?id=ctx-1',
        ...Array<string>(2).fill('GET /sdk/GetContext?id=ctx-1&loginRegionId=cn-hangzhou&allowCreate=false'),
      ],
      data: [undefined, { id: 'ctx-1', state: 'clearing' }, { id: 'ctx-1', state: 'available' }],
    },
    AgentBay: {
      sent: ['ClearContext||Id=ctx-1', ...Array<string>(2).fill('GetContext||AllowCreate=false&ContextId=ctx-1')],
      data: [undefined, { Id: 'ctx-1', State: 'clearing' }, { Id: 'ctx-1', State: 'available' }],
    },
    result: { state: 'available', done: true, polls: 2 },
  },
  'context.clearStatus': {
    run: (client) => client.context.clearStatus('ctx-1'),
    AGB: {
      sent: ['GET /sdk/GetContext?id=ctx-1&loginRegionId=cn-hangzhou&allowCreate=false'],
      data: [{ id: 'ctx-1', state: 'pre-available' }],
    },
    AgentBay: {
      sent: ['GetContext||AllowCreate=false&ContextId=ctx-1'],
      data: [{ Id: 'ctx-1', State: 'pre-available' }],
    },
    result: { state: 'pre-available' },
  },
  'context.fileUploadUrl': {
    run: (client) => client.context.fileUploadUrl('ctx-1', '/a b.txt'),
    AGB: {
      sent: ['POST /sdk/GetContextFileUploadUrl?contextId=ctx-1&filePath=/a b.txt'],
      data: [{ url: 'https://oss/a', expireTime: 3600 }],
    },
    AgentBay: {
      sent: ['GetContextFileUploadUrl||ContextId=ctx-1&FilePath=/a b.txt'],
      data: [{ Url: 'https://oss/a', ExpireTime: '3600' }],
    },
    result: { url: 'https://oss/a', expireTime: 3600 },
  },
  'context.fileDownloadUrl': {
    run: (client) => client.context.fileDownloadUrl('ctx-1', '/a b.txt'),
    AGB: {
      sent: ['POST /sdk/GetContextFileDownloadUrl?contextId=ctx-1&filePath=/a b.txt'],
      data: [{ url: 'https://oss/a' }],
    },
    AgentBay: {
      sent: ['GetContextFileDownloadUrl||ContextId=ctx-1&FilePath=/a b.txt'],
      data: [{ Url: 'https://oss/a' }],
    },
    result: { url: 'https://oss/a', expireTime: 0 },
  },
  'context.listFiles': {
    run: (client) => client.context.listFiles('ctx-1', '/'),
    AGB: {
      sent: ['POST /sdk/DescribeContextFiles?contextId=ctx-1&parentFolderPath=/&pageNumber=1&pageSize=50'],
      data: [[agbFile]],
      beside: { count: 1 },
    },
    AgentBay: {
      sent: ['DescribeContextFiles||PageNumber=1&PageSize=50&ParentFolderPath=/&ContextId=ctx-1'],
      data: [[agentBayFile]],
      beside: { Count: 1 },
    },
    result: { files: [agbFile], totalCount: 1 },
  },
  'context.deleteFile': {
    run: (client) => client.context.deleteFile('ctx-1', '/a'),
    AGB: { sent: ['POST /sdk/DeleteContextFile?contextId=ctx-1&filePath=/a'], data: [undefined] },
    AgentBay: { sent: ['DeleteContextFile||ContextId=ctx-1&FilePath=/a'], data: [undefined] },
    result: {},
  },
  'create, with all that there is': {
    run: (client) =>
      client.create({
        imageId: 'image-1',
        labels: { a: 'b c' },
        policyId: 'pol-1',
        idleTimeout: 300,
        contextSyncs: [mount],
      }),
    AGB: {
      sent: [
        `POST /mcp/createSession?imageId=image-1&sdkStats=${agbStats} ` +
          JSON.stringify({
            persistenceDataList: [{ contextId: 'SdkCtx-1', path: '/data', policy: agbPolicy }],
            labels: '{"a":"b c"}',
            mcpPolicyId: 'pol-1',
            timeout: 300,
          }),
        'GET /sdk/GetContextInfo?sessionId=s-1',
      ],
      data: [{ sessionId: 's-1', success: true, resourceUrl: 'https://r' }, { contextStatus: status }],
    },
    AgentBay: {
      sent: [
        'CreateMcpSession||ImageId=image-1&Timeout=300&Labels={"a":"b c"}&McpPolicyId=pol-1&PersistenceDataList=' +
          JSON.stringify([{ ContextId: 'SdkCtx-1', Path: '/data', Policy: agentBayPolicy }]) +
          `&SdkStats=${agentBayStats}&LoginRegionId=cn-hangzhou`,
        'GetContextInfo||SessionId=s-1',
      ],
      data: [{ SessionId: 's-1', Success: true, ResourceUrl: 'https://r' }, { ContextStatus: status }],
    },
    result: { session: { sessionId: 's-1' }, resourceUrl: 'https://r', done: true, downloads: { state: 'succeeded' } },
  },
  'create, with next to nothing': {
    run: (client) => client.create({ imageId: 'image-1' }),
    AGB: { sent: [`POST /mcp/createSession?imageId=image-1&sdkStats=${agbStats} {}`], data: [{ sessionId: 's-1' }] },
    AgentBay: {
      sent: [`CreateMcpSession||ImageId=image-1&SdkStats=${agentBayStats}&LoginRegionId=cn-hangzhou`],
      data: [{ SessionId: 's-1' }],
    },
    result: { session: { sessionId: 's-1' }, resourceUrl: '', done: true, downloads: { state: 'succeeded', polls: 0 } },
  },
  get: {
    run: (client) => client.get('s-1'),
    AGB: {
      sent: ['POST /mcp/getSession {"sessionId":"s-1"}'],
      data: [{ sessionId: 's-1', status: 'RUNNING', resourceUrl: 'https://r' }],
    },
    AgentBay: {
      sent: ['GetSession||SessionId=s-1'],
      data: [{ SessionId: 's-1', Status: 'RUNNING', ResourceUrl: 'https://r', contexts: [{ id: 'c', name: 'n' }] }],
    },
    result: { session: { sessionId: 's-1' }, status: 'RUNNING', resourceUrl: 'https://r' },
  },
  list: {
    run: (client) => client.list({ maxResults: 5, labels: { a: 'b' } }),
    AGB: {
      sent: ['GET /sdk/ListSession?maxResults=5&labels={"a":"b"}'],
      data: [[{ sessionId: 's-1', sessionStatus: 'RUNNING' }]],
      beside: { nextToken: '', count: 1 },
    },
    AgentBay: {
      sent: ['ListSession||Labels={"a":"b"}&MaxResults=5'],
      data: [[{ SessionId: 's-1', SessionStatus: 'RUNNING' }]],
      beside: { NextToken: null, TotalCount: 1 },
    },
    result: { sessions: [{ session: { sessionId: 's-1' }, status: 'RUNNING' }], nextToken: '', totalCount: 1 },
  },
  'session.info': {
    run: (client) => sessionOf(client).info(),
    AGB: { sent: ['POST /mcp/getSessionInfo {"sessionId":"s-1"}'], data: [{ Status: 'RUNNING' }] },
    AgentBay: { sent: ['GetSessionDetail|SessionId=s-1|'], data: [{ Status: 'RUNNING', BizType: 1 }] },
    result: { status: 'RUNNING' },
  },
  'session.keepAlive': {
    run: (client) => sessionOf(client).keepAlive(),
    AGB: { sent: ['POST /mcp/refreshSessionIdleTime?sessionId=s-1'], data: [undefined] },
    AgentBay: { sent: ['RefreshSessionIdleTime||SessionId=s-1'], data: [undefined] },
    result: {},
  },
  'session.delete': {
    run: (client) => sessionOf(client).delete(),
    AGB: {
      sent: ['POST /mcp/releaseSessionAsync {"sessionId":"s-1"}', 'POST /mcp/getSessionInfo {"sessionId":"s-1"}'],
      data: [undefined, { status: 'FINISH' }],
    },
    AgentBay: {
      sent: ['DeleteSessionAsync||SessionId=s-1', 'GetSessionDetail|SessionId=s-1|'],
      data: [undefined, { Status: 'FINISH' }],
    },
    result: { state: 'deleted' },
  },
  'session.context.info': {
    run: (client) => sessionOf(client).context.info({ contextId: 'c', path: '/a b', taskType: 'upload' }),
    AGB: {
      sent: ['GET /sdk/GetContextInfo?sessionId=s-1&contextId=c&path=/a b&taskType=upload'],
      data: [{ contextStatus: status }],
    },
    AgentBay: {
      sent: ['GetContextInfo||SessionId=s-1&ContextId=c&Path=/a b&TaskType=upload'],
      data: [{ ContextStatus: status }],
    },
    result: { contextStatusData: [task] },
  },
  'session.context.start of one context': {
    run: (client) =>
      sessionOf(client).context.start({ contextId: 'ctx-1', path: '/data', mode: 'upload', baseline: false }),
    AGB: {
      sent: ['POST /sdk/SyncContext?sessionId=s-1&contextId=ctx-1&path=/data&mode=upload'],
      data: [undefined],
    },
    AgentBay: { sent: ['SyncContext||ContextId=ctx-1&Mode=upload&Path=/data&SessionId=s-1'], data: [undefined] },
    result: { handle: { accepted: true, contextId: 'ctx-1' } },
  },
  'session.context.sync of all contexts': {
    run: (client) => sessionOf(client).context.sync({ retryInterval: 1, settlePolls: 0 }),
    AGB: {
      sent: [
        'GET /sdk/GetContextInfo?sessionId=s-1',
        'POST /sdk/SyncContext?sessionId=s-1',
        'GET /sdk/GetContextInfo?sessionId=s-1',
      ],
      data: [{}, undefined, { contextStatus: '' }],
    },
    AgentBay: {
      sent: ['GetContextInfo||SessionId=s-1', 'SyncContext||SessionId=s-1', 'GetContextInfo||SessionId=s-1'],
      data: [{}, undefined, { ContextStatus: '' }],
    },
    result: { state: 'succeeded', contextStatusData: [] },
  },
};

const lines = { AGB: agbLine, AgentBay: agentBayLine };

describe.each(services)('$name', ({ name, speech, client }) => {
  const which = name as 'AGB' | 'AgentBay';

  it.each(Object.entries(operations))('%s', async (_, operation) => {
    const { sent, data, beside = {} } = operation[which];
    const server = await startServer((__, response, index) => {
      json(response, 200, { ...speech.good(data[index] as object | undefined), ...beside });
    });
    const result = await operation.run(client({ apiKey: 'any-key', endpoint: server.url, regionId: 'cn-hangzhou' }));
    expect(server.received.map(lines[which])).toEqual(sent);
    expect(result).toMatchObject({ success: true, requestId: 'R', errorMessage: '', ...operation.result });
  });

  it.each(Object.entries(operations))('%s: a refusal is told', async (_, operation) => {
    const server = await startServer((__, response) => {
      json(response, 200, speech.bad('InvalidContext', 'said the service'));
    });
    const result = await operation.run(client({ apiKey: 'any-key', endpoint: server.url }));
    expect(result).toMatchObject({
      success: false,
      requestId: 'R',
      error: { _tag: 'Refused', code: 'InvalidContext', serviceMessage: 'said the service' },
    });
    expect(server.received).toHaveLength(1);
  });

  it.each(Object.entries(operations))('%s: an answer without a word of success is none', async (_, operation) => {
    const server = await startServer((__, response) => json(response, 200, {}));
    const result = await operation.run(client({ apiKey: 'any-key', endpoint: server.url }));
    expect(result).toMatchObject({ success: false, error: expect.anything() as unknown });
  });
});
