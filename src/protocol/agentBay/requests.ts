import type { ContextSync } from '../../model/contexts/ContextSync.js';
import type { Credentials, Requests } from '../Dialect.js';
import { joinPath } from '../http/endpoint.js';
import type { HttpRequest } from '../http/HttpClient.js';
import { jsonText } from '../json.js';
import { capitalized } from '../letterCase.js';
import { persistenceData, sdkStats } from '../newSession.js';
import type { AccountOperation, BindingOperation, SessionOperation } from '../operations.js';

export const apiVersion = '2025-05-06';

// The order of parameters is that of AgentBay's own clients (docs/protocol.md, section 2.2).

/** How a session is asked. */
export const sessionRequests = (to: Credentials): Requests<SessionOperation> => {
  const ask = asker(to);
  return {
    GetContextInfo: ({ sessionId, contextId, path, taskType }) =>
      ask('GetContextInfo', { sessionId, contextId, path, taskType }),
    // The one operation whose key is in the query.
    SyncContext: ({ sessionId, contextId, path, mode }) =>
      ask('SyncContext', { contextId, mode, path, sessionId }, { authorization: bearer(to) }),
    GetSessionInfo: ({ sessionId }) => ask('GetSessionDetail', {}, { sessionId }),
    RefreshSessionIdleTime: ({ sessionId }) => ask('RefreshSessionIdleTime', { sessionId }),
    DeleteSession: ({ sessionId }) => ask('DeleteSessionAsync', { sessionId }),
  };
};

/** How contexts are bound to a session. */
export const bindingRequests = (to: Credentials): Requests<BindingOperation> => {
  const ask = asker(to);
  return {
    BindContexts: ({ sessionId, contextSyncs }) =>
      ask('BindContexts', { persistenceDataList: persistenceDataList(contextSyncs), sessionId }),
    DescribeSessionContexts: ({ sessionId }) => ask('DescribeSessionContexts', { sessionId }),
  };
};

/** How an account is asked. */
export const accountRequests = (to: Credentials): Requests<AccountOperation> => {
  const ask = asker(to);
  const { regionId } = to;
  return {
    GetContext: (query) =>
      'name' in query
        ? ask('GetContext', {
            allowCreate: query.create,
            name: query.name,
            loginRegionId: query.create ? regionId : undefined,
          })
        : ask('GetContext', { allowCreate: false, contextId: query.contextId }),
    ListContexts: ({ maxResults, nextToken }) => ask('ListContexts', { maxResults, nextToken }),
    ModifyContext: ({ contextId, name }) => ask('ModifyContext', { id: contextId, name }),
    DeleteContext: ({ contextId }) => ask('DeleteContext', { id: contextId }),
    ClearContext: ({ contextId }) => ask('ClearContext', { id: contextId }),

    GetContextFileUploadUrl: ({ contextId, filePath }) => ask('GetContextFileUploadUrl', { contextId, filePath }),
    GetContextFileDownloadUrl: ({ contextId, filePath }) => ask('GetContextFileDownloadUrl', { contextId, filePath }),
    DescribeContextFiles: ({ contextId, parentFolderPath, pageNumber, pageSize }) =>
      ask('DescribeContextFiles', { pageNumber, pageSize, parentFolderPath, contextId }),
    DeleteContextFile: ({ contextId, filePath }) => ask('DeleteContextFile', { contextId, filePath }),

    CreateSession: ({ imageId, labels, policyId: mcpPolicyId, idleTimeout: timeout, contextSyncs }) =>
      ask('CreateMcpSession', {
        imageId,
        timeout,
        labels: jsonText(labels),
        mcpPolicyId,
        persistenceDataList: persistenceDataList(contextSyncs),
        sdkStats: jsonText({ ...sdkStats, framework: '' }),
        loginRegionId: regionId,
      }),
    GetSession: ({ sessionId }) => ask('GetSession', { sessionId }),
    ListSession: ({ maxResults, nextToken, labels }) =>
      ask('ListSession', { labels: jsonText(labels), maxResults, nextToken }),
  };
};

const bearer = ({ apiKey }: Credentials): string => `Bearer ${apiKey}`;

const asker =
  (to: Credentials) =>
  (action: string, form: object, query: object = {}): HttpRequest => {
    const standard = { action, format: 'json', version: apiVersion, timestamp: now(), signatureNonce: nonce() };
    const url = joinPath(to.endpoint, '/');
    url.search = encoded({ ...standard, ...query });
    const body = encoded('authorization' in query ? form : { authorization: bearer(to), ...form });
    return { method: 'POST', url, headers: { 'x-acs-action': action }, body };
  };

const encoded = (params: object): string => {
  const result = new URLSearchParams();
  for (const [key, value] of Object.entries(capitalized(params)))
    if (value !== undefined) result.set(key, String(value));
  return String(result);
};

/** UTC, to the second. */
const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

/** 32 hex digits. */
const nonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const persistenceDataList = (contextSyncs: readonly ContextSync[]): string | undefined =>
  jsonText(persistenceData(contextSyncs, policyDefaults)?.map(capitalized));

/** What differs between the default policies of the services (docs/protocol.md, section 8.1). */
const policyDefaults = { bwList: { whiteLists: [{ path: '', excludePaths: [] }] } };
