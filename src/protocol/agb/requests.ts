import { nonBlank } from '../../model/options/rules.js';
import type { Credentials, Requests } from '../Dialect.js';
import { joinPath } from '../http/endpoint.js';
import type { HttpRequest } from '../http/HttpClient.js';
import { jsonText } from '../json.js';
import { persistenceData, sdkStats } from '../newSession.js';

/** How each operation is said to AGB (docs/protocol.md, section 1.2). */
export const requests = ({ endpoint, regionId: loginRegionId }: Credentials): Requests => {
  const get = (path: string, query: object): HttpRequest => ({ method: 'GET', url: url(path, query) });
  const post = (path: string, query: object, body?: object): HttpRequest => ({
    method: 'POST',
    url: url(path, query),
    body: jsonText(body),
  });
  const url = (path: string, query: object): URL => {
    const result = joinPath(endpoint, path);
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) result.searchParams.set(key, String(value));
    return result;
  };

  return {
    GetContextInfo: ({ sessionId, contextId, path, taskType }) =>
      get('/sdk/GetContextInfo', { sessionId, contextId, path, taskType }),
    SyncContext: ({ sessionId, contextId, path, mode }) =>
      post('/sdk/SyncContext', { sessionId, contextId, path, mode }),

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
    GetSessionInfo: ({ sessionId }) => post('/mcp/getSessionInfo', {}, { sessionId }),
    ListSession: ({ maxResults, nextToken, labels }) =>
      get('/sdk/ListSession', { maxResults, nextToken, labels: jsonText(labels) }),
    RefreshSessionIdleTime: ({ sessionId }) => post('/mcp/refreshSessionIdleTime', { sessionId }),
    DeleteSession: ({ sessionId }) => post('/mcp/releaseSessionAsync', {}, { sessionId }),
  };
};

/** What differs between the default policies of the services (docs/protocol.md, section 8.1). */
const policyDefaults = { bwList: { whiteLists: [] } };
