import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { emulated } from '../../support/emulated.js';

/** Sends these bytes, and reads the answer to its end. */
const exchange = (url: string, request: string): Promise<{ status: number; body: Record<string, unknown> }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(request));
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('error', reject).on('data', (data: string) => {
      answer += data;
      const [head = '', ...body] = answer.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      const text = body.join('\r\n\r\n');
      // It can come in any parts: its length may not have come yet.
      if (!(text.length >= length)) return;
      socket.destroy();
      const json = Buffer.from(text, 'latin1').toString();
      resolve({ status: Number(head.split(' ')[1]), body: JSON.parse(json) as Record<string, unknown> });
    });
  });

const lines = (...all: readonly string[]): string => all.join('\r\n');

/** As the official TypeScript client of AGB was recorded: no body, or a sized one (docs/protocol.md, section 1.2). */
const agbTypeScript = (line: string, body?: string): string =>
  lines(
    `${line} HTTP/1.1`,
    'Accept: application/json, text/plain, */*',
    'Content-Type: application/json',
    'authorization: Bearer akm-TEST-key/with+chars',
    'User-Agent: axios/1.13.5',
    ...(line.startsWith('POST') ? [`Content-Length: ${body?.length ?? 0}`] : []),
    'Accept-Encoding: gzip, compress, deflate, br',
    'Host: 127.0.0.1:18080',
    'Connection: keep-alive',
    '',
    body ?? '',
  );

/** As the Python client was: two bytes of JSON where there is nothing to say, colons and commas encoded. */
const agbPython = (line: string, body = '{}'): string =>
  lines(
    `${line.replaceAll(':', '%3A').replaceAll(',', '%2C')} HTTP/1.1`,
    'Host: 127.0.0.1:18080',
    'User-Agent: python-requests/2.34.0',
    'Accept-Encoding: gzip, deflate',
    'Accept: */*',
    'Connection: keep-alive',
    'authorization: Bearer akm-TEST-key/with+chars',
    'Content-Type: application/json',
    ...(line.startsWith('POST') ? [`Content-Length: ${body.length}`] : []),
    '',
    line.startsWith('POST') ? body : '',
  );

const standard =
  'Format=json&Version=2025-05-06&Timestamp=2026-11-21T04%3A16%3A36Z&SignatureNonce=33d9abf58a9dc10ae0d704aa6b6bc168';

/** As the official TypeScript client of AgentBay was recorded: a chunked form (docs/protocol.md, section 2.2). */
const bayTypeScript = (action: string, form: string, query = ''): string =>
  lines(
    `POST /?Action=${action}&${standard}${query} HTTP/1.1`,
    'host: localhost:18443',
    'x-acs-version: 2025-05-06',
    `x-acs-action: ${action}`,
    'user-agent: AlibabaCloud (linux; x64) Node.js/v20.20.2 Core/1.0.1 TeaDSL/2',
    'content-type: application/x-www-form-urlencoded',
    'Connection: keep-alive',
    'Transfer-Encoding: chunked',
    '',
    form.length.toString(16),
    form,
    '0',
    '',
    '',
  );

/** As the Python client was: a sized form, spaces as `+`, and the header `host: http://…` (docs/protocol.md, section 2.3). */
const bayPython = (action: string, form: string, query = ''): string =>
  lines(
    `POST /?Action=${action}&${standard}${query} HTTP/1.1`,
    'Accept-Encoding: identity',
    'host: http://localhost:18444',
    'x-acs-version: 2025-05-06',
    `x-acs-action: ${action}`,
    'user-agent: AlibabaCloud (Linux; x86_64) Python/3.11.7 Core/0.4.3 TeaDSL/2',
    'content-type: application/x-www-form-urlencoded',
    `Content-Length: ${form.length}`,
    '',
    form,
  );

const key = 'Authorization=Bearer%20akm-TEST-key%2Fwith%2Bchars';
const pythonKey = 'Authorization=Bearer+akm-TEST-key%2Fwith%2Bchars';

describe('the recorded requests of AGB', () => {
  it.each([
    ['TypeScript', agbTypeScript],
    ['Python', agbPython],
  ])('in the form of the %s client are answered right', async (_, say) => {
    const { emulator, context, session } = await emulated({ taskDelay: 300 });
    const { sessionId } = session;
    const ask = async (line: string, body?: string) => {
      const answer = await exchange(emulator.url, say(line, body));
      expect(answer.body['requestId']).toMatch(/^[0-9A-F-]{36}$/);
      return answer;
    };
    const good = (data?: unknown) => ({
      status: 200,
      body: { success: true, code: 'ok', ...(data === undefined ? {} : { data }) },
    });
    const made = await ask('GET /sdk/GetContext?name=my+ctx&loginRegionId=cn-hangzhou&allowCreate=true');
    expect(made).toMatchObject(good({ name: 'my ctx', state: 'available' }));
    const { id } = made.body['data'] as { id: string };
    expect(await ask(`GET /sdk/GetContext?id=${id}&allowCreate=false`)).toMatchObject(good({ name: 'my ctx' }));
    const first = await ask('GET /sdk/ListContexts?maxResults=1');
    expect(first).toMatchObject(good([{ name: 'my-data' }]));
    const token = encodeURIComponent(String(first.body['nextToken']));
    expect(await ask(`GET /sdk/ListContexts?maxResults=2&nextToken=${token}`)).toMatchObject(
      good([{ name: 'my ctx' }]),
    );
    expect(
      await ask(
        `POST /sdk/SyncContext?sessionId=${sessionId}&contextId=${context.id}&path=%2Fhome%2Fmy-data&mode=upload`,
      ),
    ).toMatchObject(good());
    const info = await ask(`GET /sdk/GetContextInfo?sessionId=${sessionId}`);
    expect((info.body['data'] as { contextStatus: string }).contextStatus).toMatch(
      /^\[\{"type":"data","data":"\[\{\\"contextId\\"/,
    );
    expect(await ask(`POST /sdk/SyncContext?sessionId=${sessionId}`)).toMatchObject(good());
    expect(await ask(`POST /sdk/ModifyContext?id=${id}&name=new`)).toMatchObject(good());
    expect(await ask(`POST /sdk/GetContextFileUploadUrl?contextId=${id}&filePath=%2Fa+b.txt`)).toMatchObject(
      good({ expireTime: expect.any(Number) as number }),
    );
    expect(await ask(`POST /sdk/GetContextFileDownloadUrl?contextId=${id}&filePath=%2Fa+b.txt`)).toMatchObject(good());
    expect(
      await ask(`POST /sdk/DescribeContextFiles?contextId=${id}&parentFolderPath=%2F&pageNumber=1&pageSize=50`),
    ).toMatchObject({ body: { success: true, data: [], count: 0 } });
    expect(await ask(`POST /sdk/DeleteContextFile?contextId=${id}&filePath=%2Fa`)).toMatchObject({
      status: 400,
      body: { success: false, code: 'File.NotFound' },
    });
    const sdkStats = '%7B%22source%22:%22sdk%22,%22sdk_language%22:%22typescript%22%7D';
    const created = await ask(
      `POST /mcp/createSession?imageId=agb-code-space-1&sdkStats=${sdkStats}`,
      `{"persistenceDataList":[{"contextId":"${id}","path":"/data","policy":"{}"}],"labels":"{\\"a\\":\\"b c\\"}","mcpPolicyId":"pol-1","timeout":300}`,
    );
    expect(created).toMatchObject(good({ success: true, errMsg: '' }));
    const { sessionId: second } = created.body['data'] as { sessionId: string };
    expect(await ask('GET /sdk/ListSession?maxResults=5&labels=%7B%22a%22:%22b+c%22%7D')).toMatchObject(
      good([{ sessionId: second, sessionStatus: 'RUNNING' }]),
    );
    expect(await ask('POST /mcp/getSession', `{"sessionId":"${second}"}`)).toMatchObject(
      good({ sessionId: second, status: 'RUNNING' }),
    );
    expect(await ask('POST /mcp/getSessionInfo', `{"sessionId": "${second}"}`)).toMatchObject(
      good({ status: 'RUNNING' }),
    );
    const internal = await ask(
      `POST /sdk/GetAndLoadInternalContext?sessionId=${second}&contextTypes=%5B%22file_transfer%22%5D`,
    );
    expect(internal).toMatchObject(good([{ contextType: 'file_transfer', contextPath: '/tmp/file_transfer' }]));
    expect(await ask(`POST /sdk/ClearContext?id=${id}`)).toMatchObject(good());
    expect(await ask(`GET /sdk/GetContext?id=${id}&allowCreate=false`)).toMatchObject(good({ state: 'clearing' }));
    await expect
      .poll(() => ask(`GET /sdk/GetContext?id=${id}&allowCreate=false`))
      .toMatchObject(good({ state: 'available' }));
    expect(await ask(`POST /sdk/DeleteContext?id=${id}`)).toMatchObject(good());
    expect(await ask(`GET /sdk/GetContext?id=${id}&allowCreate=false`)).toMatchObject({
      body: { code: 'Context.NotFound' },
    });
    expect(await ask('POST /mcp/releaseSessionAsync', `{"sessionId":"${sessionId}"}`)).toMatchObject(good());
    expect(await ask('POST /mcp/releaseSession', `{"sessionId":"${second}"}`)).toMatchObject(good());
    await expect
      .poll(() => ask('POST /mcp/getSessionInfo', `{"sessionId":"${second}"}`))
      .toMatchObject({
        status: 400,
        body: {
          success: false,
          code: 'InvalidMcpSession.NotFound',
          message: expect.stringContaining('not found') as string,
        },
      });
  });
});

describe('the recorded requests of AgentBay', () => {
  it.each([
    ['TypeScript', bayTypeScript, key, 'true', '%20'],
    ['Python', bayPython, pythonKey, 'True', '+'],
  ] as const)('in the form of the %s client are answered right', async (_, say, auth, yes, space) => {
    const { emulator, context, session } = await emulated({ taskDelay: 300 });
    const { sessionId } = session;
    const ask = async (action: string, form: string, query?: string) => {
      const answer = await exchange(emulator.url, say(action, form, query));
      expect(answer.body['RequestId']).toMatch(/^[0-9A-F-]{36}$/);
      return answer;
    };
    const good = (Data?: unknown) => ({
      status: 200,
      body: { Success: true, Code: 'ok', ...(Data === undefined ? {} : { Data }) },
    });
    const made = await ask('GetContext', `AllowCreate=${yes}&${auth}&LoginRegionId=cn-hangzhou&Name=my${space}ctx`);
    expect(made).toMatchObject(good({ Name: 'my ctx', State: 'available', OsType: 'linux' }));
    const { Id } = made.body['Data'] as { Id: string };
    expect(await ask('GetContext', `AllowCreate=False&${auth}&ContextId=${Id}`)).toMatchObject(
      good({ Name: 'my ctx' }),
    );
    expect(await ask('ListContexts', `${auth}&MaxResults=10`)).toMatchObject({
      body: { Success: true, Data: [{ Name: 'my-data' }, { Name: 'my ctx' }], TotalCount: 2, MaxResults: 10 },
    });
    expect(
      await ask(
        'SyncContext',
        `ContextId=${context.id}&Mode=upload&Path=%2Fhome%2Fmy-data&SessionId=${sessionId}`,
        `&${auth}`,
      ),
    ).toMatchObject(good());
    const info = await ask('GetContextInfo', `${auth}&SessionId=${sessionId}`);
    expect((info.body['Data'] as { ContextStatus: string }).ContextStatus).toMatch(
      /^\[\{"type":"data","data":"\[\{\\"contextId\\"/,
    );
    expect(await ask('GetSessionDetail', auth, `&SessionId=${sessionId}`)).toMatchObject(good({ Status: 'RUNNING' }));
    expect(await ask('GetSession', `${auth}&SessionId=${sessionId}`)).toMatchObject(
      good({ SessionId: sessionId, Success: true }),
    );
    const list = encodeURIComponent(
      JSON.stringify([
        { ContextId: Id, Path: '/tmp/x', Policy: '{"uploadPolicy":{"autoUpload":true},"downloadPolicy":null}' },
      ]),
    );
    expect(await ask('BindContexts', `${auth}&PersistenceDataList=${list}&SessionId=${sessionId}`)).toMatchObject(
      good(),
    );
    expect(await ask('BindContexts', `${auth}&PersistenceDataList=${list}&SessionId=${sessionId}`)).toMatchObject({
      status: 200,
      body: { Success: false, Code: 'PathAlreadyBound' },
    });
    await expect
      .poll(() => ask('DescribeSessionContexts', `${auth}&SessionId=${sessionId}`))
      .toMatchObject(
        good([
          { ContextName: 'my-data' },
          { ContextId: Id, ContextName: 'my ctx', Path: '/tmp/x', BindTime: expect.any(String) as string },
        ]),
      );
    expect(await ask('ModifyContext', `${auth}&Id=${Id}&Name=new`)).toMatchObject(good());
    for (const action of ['GetContextFileUploadUrl', 'GetContextFileDownloadUrl']) {
      expect(await ask(action, `${auth}&ContextId=${Id}&FilePath=%2Fa${space}b.txt`)).toMatchObject(
        good({ Url: expect.stringContaining('/a%20b.txt?') as string }),
      );
    }
    expect(
      await ask('DescribeContextFiles', `${auth}&PageNumber=1&PageSize=50&ParentFolderPath=%2F&ContextId=${Id}`),
    ).toMatchObject({ body: { Success: true, Data: [], Count: 0 } });
    expect(await ask('DeleteContextFile', `${auth}&ContextId=${Id}&FilePath=%2Fa`)).toMatchObject({
      body: { Success: false, Code: 'File.NotFound' },
    });
    const created = await ask(
      'CreateMcpSession',
      `${auth}&ImageId=linux_latest&Timeout=300&Labels=%7B%22a%22%3A%22b%22%7D&McpPolicyId=pol-1&PersistenceDataList=${list}&SdkStats=%7B%7D&LoginRegionId=cn-hangzhou`,
    );
    const { SessionId } = created.body['Data'] as { SessionId: string };
    expect(created).toMatchObject(good({ Success: true, ErrMsg: '' }));
    expect(await ask('ListSession', `${auth}&Labels=%7B%22a%22%3A%22b%22%7D&MaxResults=5`)).toMatchObject(
      good([{ SessionId, SessionStatus: 'RUNNING' }]),
    );
    expect(
      await ask('GetAndLoadInternalContext', `${auth}&ContextTypes.1=file_transfer&SessionId=${SessionId}`),
    ).toMatchObject(good([{ ContextType: 'file_transfer', ContextPath: '/tmp/file-transfer' }]));
    expect(await ask('ClearContext', `${auth}&Id=${Id}`)).toMatchObject(good());
    await expect
      .poll(() => ask('GetContext', `AllowCreate=false&${auth}&ContextId=${Id}`))
      .toMatchObject(good({ State: 'available' }));
    expect(await ask('RefreshSessionIdleTime', `${auth}&SessionId=${SessionId}`)).toMatchObject(good());
    expect(await ask('ReleaseMcpSession', `${auth}&SessionId=${SessionId}`)).toMatchObject(good());
    expect(await ask('DeleteSessionAsync', `${auth}&SessionId=${sessionId}`)).toMatchObject(good());
    await expect
      .poll(() => ask('GetSessionDetail', auth, `&SessionId=${sessionId}`))
      .toMatchObject({
        status: 400,
        body: {
          Success: false,
          Code: 'InvalidMcpSession.NotFound',
          Message: expect.stringContaining('not found') as string,
        },
      });
    expect(await ask('DeleteContext', `${auth}&Id=${Id}`)).toMatchObject(good());
    expect(await ask('NoSuchThing', auth)).toMatchObject({ status: 404, body: { Code: 'InvalidAction.NotFound' } });
  });

  it('may be a GET where the TypeScript client sends one', async () => {
    const { emulator, session } = await emulated();
    const query = `&${key}&ContextTypes.1=file_transfer&SessionId=${session.sessionId}`;
    const request = lines(
      `GET /?Action=GetAndLoadInternalContext&${standard}${query} HTTP/1.1`,
      'host: localhost:18443',
      '',
      '',
    );
    expect(await exchange(emulator.url, request)).toMatchObject({
      body: { Success: true, Data: [{ ContextPath: '/tmp/file-transfer' }] },
    });
  });
});
