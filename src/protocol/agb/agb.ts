import * as t from 'io-ts';
import type { ContextSync } from '../../model/contexts/ContextSync.js';
import { nonBlank } from '../../model/options/rules.js';
import { optionalCount, coercedText } from '../../model/tasks/codecs.js';
import { version } from '../../model/version.js';
import * as answers from '../answers.js';
import { camelCased, fromPascalCase } from '../camelCased.js';
import type { Credentials, Dialect, ReadEnvelope } from '../Dialect.js';
import { joinPath } from '../http/endpoint.js';
import { withInnerRefusal } from '../envelopes.js';
import type { HttpRequest } from '../http/HttpRequest.js';
import { policyText } from '../policyText.js';

/** AGB: REST-like paths, parameters in the query or a JSON body, camelCase, the key in a header (docs/protocol.md, section 1). */
export const agb = ({ endpoint, apiKey, regionId: loginRegionId }: Credentials): Dialect => {
  // Content-Type is sent on all requests, on those without a body too (docs/protocol.md, section 1.2).
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };

  const get = (path: string, query: object): HttpRequest => ({ method: 'GET', url: url(path, query), headers });
  const post = (path: string, query: object, body?: object): HttpRequest => ({
    method: 'POST',
    url: url(path, query),
    headers,
    body: body && JSON.stringify(body),
  });
  const url = (path: string, query: object): URL => {
    const result = joinPath(endpoint, path);
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
        data: answers.contextInfo,
      },
      SyncContext: {
        request: ({ sessionId, contextId, path, mode }) =>
          post('/sdk/SyncContext', { sessionId, contextId, path, mode }),
        data: answers.nothing,
      },

      GetContext: {
        request: (query) =>
          'name' in query
            ? get('/sdk/GetContext', { name: query.name, loginRegionId, allowCreate: query.create })
            : get('/sdk/GetContext', { id: query.contextId, loginRegionId, allowCreate: false }),
        data: answers.context,
      },
      ListContexts: {
        request: ({ maxResults, nextToken }) => get('/sdk/ListContexts', { maxResults, nextToken }),
        data: answers.contexts,
      },
      ModifyContext: {
        request: ({ contextId, name }) => post('/sdk/ModifyContext', { id: contextId, name }),
        data: answers.nothing,
      },
      DeleteContext: {
        request: ({ contextId }) => post('/sdk/DeleteContext', { id: contextId }),
        data: answers.nothing,
      },
      ClearContext: {
        request: ({ contextId }) => post('/sdk/ClearContext', { id: contextId }),
        data: answers.nothing,
      },

      GetContextFileUploadUrl: {
        request: ({ contextId, filePath }) => post('/sdk/GetContextFileUploadUrl', { contextId, filePath }),
        data: answers.fileUrl,
      },
      GetContextFileDownloadUrl: {
        request: ({ contextId, filePath }) => post('/sdk/GetContextFileDownloadUrl', { contextId, filePath }),
        data: answers.fileUrl,
      },
      DescribeContextFiles: {
        request: ({ contextId, parentFolderPath, pageNumber, pageSize }) =>
          post('/sdk/DescribeContextFiles', { contextId, parentFolderPath, pageNumber, pageSize }),
        data: answers.files,
      },
      DeleteContextFile: {
        request: ({ contextId, filePath }) => post('/sdk/DeleteContextFile', { contextId, filePath }),
        data: answers.nothing,
      },

      CreateSession: {
        request: ({ imageId, labels, policyId: mcpPolicyId, idleTimeout: timeout, contextSyncs }) =>
          post(
            '/mcp/createSession',
            { imageId: nonBlank('imageId', imageId), sdkStats: JSON.stringify(sdkStats) },
            { persistenceDataList: persistenceData(contextSyncs), labels: jsonOf(labels), mcpPolicyId, timeout },
          ),
        data: answers.newSession,
        envelope: withInnerRefusal((body, given) => envelope({ success: true, ...camelCased(body) }, given)),
      },
      GetSession: {
        request: ({ sessionId }) => post('/mcp/getSession', {}, { sessionId }),
        data: answers.session,
      },
      GetSessionInfo: {
        request: ({ sessionId }) => post('/mcp/getSessionInfo', {}, { sessionId }),
        data: fromPascalCase(answers.sessionInfo),
      },
      ListSession: {
        request: ({ maxResults, nextToken, labels }) =>
          get('/sdk/ListSession', { maxResults, nextToken, labels: jsonOf(labels) }),
        data: answers.sessions,
      },
      RefreshSessionIdleTime: {
        request: ({ sessionId }) => post('/mcp/refreshSessionIdleTime', { sessionId }),
        data: answers.nothing,
      },
      DeleteSession: {
        request: ({ sessionId }) => post('/mcp/releaseSessionAsync', {}, { sessionId }),
        data: answers.nothing,
        envelope: releaseEnvelope,
      },
    },
  };
};

/** camelCase, and nothing else counts (docs/protocol.md, section 3.1). */
const agbEnvelope = t.type({
  success: t.boolean,
  code: coercedText,
  message: coercedText,
  requestId: coercedText,
  httpStatusCode: t.unknown,
  data: t.unknown,
  nextToken: coercedText,
  totalCount: optionalCount(undefined),
  count: optionalCount(undefined),
});

const envelope: ReadEnvelope = (body, headers) => {
  const read = agbEnvelope.decode(body);
  if (read._tag === 'Left') return read;
  const { requestId, httpStatusCode, count, totalCount = count, ...rest } = read.right;
  return t.success({
    ...rest,
    totalCount,
    requestId: requestId || (headers.get('x-request-id') ?? ''),
    httpStatus: typeof httpStatusCode === 'number' ? httpStatusCode : 0,
  });
};

/** This one operation may be answered in PascalCase, or inside a `body` (docs/protocol.md, section 3.1). */
const releaseEnvelope: ReadEnvelope = (body, headers) => {
  const outer = camelCased(body);
  return envelope('body' in outer ? camelCased(outer['body']) : outer, headers);
};

const persistenceData = (contextSyncs: readonly ContextSync[]) =>
  contextSyncs.length === 0
    ? undefined
    : contextSyncs.map(({ contextId, path, policy }) => ({ contextId, path, policy: policyText(policy, defaults) }));

/** What differs between the default policies of the services (docs/protocol.md, section 8.1). */
const defaults = { bwList: { whiteLists: [] } };

const jsonOf = (labels: object | undefined): string | undefined => labels && JSON.stringify(labels);

const sdkStats = { source: 'sdk', sdk_language: 'typescript', sdk_version: version, is_release: true };
