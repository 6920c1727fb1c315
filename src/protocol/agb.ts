import * as t from 'io-ts';
import type { Context } from '../model/Context.js';
import type { ContextSync } from '../model/ContextSync.js';
import { lenientText } from '../model/lenient.js';
import { version } from '../model/version.js';
import type { Credentials, Dialect, ReadEnvelope } from './Dialect.js';
import { below } from './endpoint.js';
import type { HttpRequest } from './HttpRequest.js';
import { StatusString } from './StatusString.js';

/** AGB: REST-like paths, parameters in the query or a JSON body, camelCase, the key in a header (wire-protocol.md, 1). */
export const agb = ({ endpoint, apiKey }: Credentials): Dialect => {
  // Content-Type is sent on all requests, on those without a body too (wire-protocol.md, 1.2).
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };

  const get = (path: string, query: object): HttpRequest => ({ method: 'GET', url: url(path, query), headers });
  const post = (path: string, query: object, body?: object): HttpRequest => ({
    method: 'POST',
    url: url(path, query),
    headers,
    body: body && JSON.stringify(body),
  });
  const url = (path: string, query: object): URL => {
    const result = below(endpoint, path);
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) result.searchParams.set(key, String(value));
    return result;
  };

  return {
    envelope,
    operations: {
      GetContextInfo: {
        request: ({ sessionId, contextId, path, taskType }) =>
          get('/sdk/GetContextInfo', { sessionId, contextId, path, taskType }),
        data: contextInfo,
      },
      SyncContext: {
        request: ({ sessionId, contextId, path, mode }) =>
          post('/sdk/SyncContext', { sessionId, contextId, path, mode }),
        data: t.unknown,
      },
      GetContext: {
        request: ({ name, create }) => get('/sdk/GetContext', { name, allowCreate: create }),
        data: context,
      },
      CreateSession: {
        request: ({ imageId, contextSyncs }) =>
          post(
            '/mcp/createSession',
            { imageId, sdkStats: JSON.stringify(sdkStats) },
            contextSyncs.length === 0 ? {} : { persistenceDataList: contextSyncs.map(persistenceData) },
          ),
        data: newSession,
        envelope: createEnvelope,
      },
      GetSessionInfo: {
        request: ({ sessionId }) => post('/mcp/getSessionInfo', {}, { sessionId }),
        data: sessionInfo,
      },
      DeleteSession: {
        request: ({ sessionId }) => post('/mcp/releaseSessionAsync', {}, { sessionId }),
        data: t.unknown,
        envelope: releaseEnvelope,
      },
    },
  };
};

/** camelCase, and nothing else counts (wire-protocol.md, 3.1). */
const agbEnvelope = t.type({
  success: t.boolean,
  code: lenientText,
  message: lenientText,
  requestId: lenientText,
  httpStatusCode: t.unknown,
  data: t.unknown,
});

const envelope: ReadEnvelope = (body, headers) => {
  const read = agbEnvelope.decode(body);
  if (read._tag === 'Left') return read;
  const { success, code, message, requestId, httpStatusCode, data } = read.right;
  return t.success({
    success,
    code,
    message,
    requestId: requestId || (headers.get('x-request-id') ?? ''),
    httpStatus: typeof httpStatusCode === 'number' ? httpStatusCode : 0,
    data,
  });
};

/** A session that was not made says so inside the data; `success` around it may be missing (wire-protocol.md, 4.6). */
const createEnvelope: ReadEnvelope = (body, headers) => {
  const read = envelope({ success: true, ...camelCased(body) }, headers);
  if (read._tag === 'Left') return read;
  const made = camelCased(read.right.data);
  return made['success'] === false
    ? t.success({ ...read.right, success: false, message: typeof made['errMsg'] === 'string' ? made['errMsg'] : '' })
    : read;
};

/** This one operation may be answered in PascalCase, or inside a `body` (wire-protocol.md, 3.1). */
const releaseEnvelope: ReadEnvelope = (body, headers) => {
  const outer = camelCased(body);
  return envelope('body' in outer ? camelCased(outer['body']) : outer, headers);
};

const camelCased = (value: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value ?? {}).map(([key, field]) => [key.charAt(0).toLowerCase() + key.slice(1), field as unknown]),
  );

const contextInfo = new t.Type(
  'context info',
  StatusString.is,
  (data, context) => {
    if (data === undefined || data === null) return t.success([]);
    const object = t.UnknownRecord.validate(data, context);
    if (object._tag === 'Left') return object;
    return StatusString.validate(
      object.right['contextStatus'],
      t.appendContext(context, 'contextStatus', StatusString),
    );
  },
  t.identity,
);

const context: t.Type<Context, unknown> = t.strict({
  id: t.string,
  name: lenientText,
  state: lenientText,
  createTime: lenientText,
  lastUsedTime: lenientText,
});

const newSession = t.strict({ sessionId: t.string });

const sessionInfo = new t.Type(
  'session info',
  t.strict({ status: t.string }).is,
  (data, context) => t.strict({ status: t.string }).validate(camelCased(data), context),
  t.identity,
);

const persistenceData = ({ contextId, path, policy }: ContextSync) => ({
  contextId,
  path,
  policy: JSON.stringify(policy),
});

const sdkStats = { source: 'sdk', sdk_language: 'typescript', sdk_version: version, is_release: true };
