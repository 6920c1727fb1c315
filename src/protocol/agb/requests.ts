import { nonBlank } from '../../model/options/rules.js';
import type { Credentials, Requests } from '../Dialect.js';
import { joinPath } from '../http/endpoint.js';
import type { HttpRequest } from '../http/HttpClient.js';
import { jsonText } from '../json.js';
import { persistenceData, sdkStats } from '../newSession.js';
import type { AccountOperation, SessionOperation } from '../operations.js';

/** How a session is asked (docs/protocol.md, section 1.2). */
export const sessionRequests = ({ endpoint }: Credentials): Requests<SessionOperation> => {
  const { get, post } = requestsTo(endpoint);
  return {
    GetContextInfo: ({ sessionId, contextId, path, taskType }) =>
      get('/sdk/GetContextInfo', { sessionId, contextId, path, taskType }),
    SyncContext: ({ sessionId, contextId, path, mode }) =>
      post('/sdk/SyncContext', { sessionId, contextId, path, mode }),
    GetSessionInfo: ({ sessionId }) => post('/mcp/getSessionInfo', {}, { sessionId }),
    RefreshSessionIdleTime: ({ sessionId }) => post('/mcp/refreshSessionIdleTime', { sessionId }),
    DeleteSession: ({ sessionId }) => post('/mcp/releaseSessionAsync', {}, { sessionId }),
  };
};

/** How an account is asked (docs/protocol.md, section 1.2). */
export const accountRequests = ({ endpoint, regionId: loginRegionId }: Credentials): Requests<AccountOperation> => {
  const { get, post } = requestsTo(endpoint);
  return {
    GetContext: (query) =>
      'name' in query
        ? get('/sdk/GetContext', { name: query.name, loginRegionId, allowCreate: query.create })
        : get('/sdk/GetContext', { id: query.contextId, loginRegionId, allowCreate: false }),
    ListContexts: ({ maxResults, nextToken }) => get('/sdk/ListContexts', { maxResults, nextToken }),
    ModifyContext: ({ contextId, name }) => post('/sdk/ModifyContext', { id: contextId, name }),
    DeleteContext: ({ contextId }) => post('/sdk/DeleteContext', { id: contextId }),
    ClearContext: ({ contextId }) => post('/sdk/ClearContext', { id: contextId }),

    GetContextFileUploadUrl: ({ contextId, filePath }) => post('/sdk/GetContextFileUploadUrl', { contextId, filePath }),
    GetContextFileDownloadUrl: ({ contextId, filePath }) =>
      post('/sdk/GetContextFileDownloadUrl', { contextId, filePath }),
    DescribeContextFiles: ({ contextId, parentFolderPath, pageNumber, pageSize }) =>
      post('/sdk/DescribeContextFiles', { contextId, parentFolderPath, pageNumber, pageSize }),
    DeleteContextFile: ({ contextId, filePath }) => post('/sdk/DeleteContextFile', { contextId, filePath }),

    CreateSession: ({ imageId, labels, policyId: mcpPolicyId, idleTimeout: timeout, contextSyncs }) =>
      post(
        '/mcp/createSession',
        { imageId: nonBlank('imageId', imageId), sdkStats: jsonText(sdkStats) },
        {
          persistenceDataList: persistenceData(contextSyncs, policyDefaults),
          labels: jsonText(labels),
          mcpPolicyId,
          timeout,
        },
      ),
    GetSession: ({ sessionId }) => post('/mcp/getSession', {}, { sessionId }),
    ListSession: ({ maxResults, nextToken, labels }) =>
      get('/sdk/ListSession', { maxResults, nextToken, labels: jsonText(labels) }),
  };
};

const requestsTo = (endpoint: URL) => {
  const url = (path: string, query: object): URL => {
    const result = joinPath(endpoint, path);
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) result.searchParams.set(key, String(value));
    return result;
  };
  return {
    get: (path: string, query: object): HttpRequest => ({ method: 'GET', url: url(path, query) }),
    post: (path: string, query: object, body?: object): HttpRequest => ({
      method: 'POST',
      url: url(path, query),
      body: jsonText(body),
    }),
  };
};

/** What differs between the default policies of the services (docs/protocol.md, section 8.1). */
const policyDefaults = { bwList: { whiteLists: [] } };
