import * as t from 'io-ts';
import type { ContextSync } from '../../model/contexts/ContextSync.js';
import { optionalCount, coercedText } from '../../model/tasks/codecs.js';
import { version } from '../../model/version.js';
import * as answers from '../answers.js';
import { camelCased, fromPascalCase } from '../camelCased.js';
import type { Credentials, Dialect, ReadEnvelope } from '../Dialect.js';
import { joinPath } from '../http/endpoint.js';
import { withInnerRefusal } from '../envelopes.js';
import type { HttpRequest } from '../http/HttpRequest.js';
import type { OperationName } from '../operations.js';
import { policyText } from '../policyText.js';

/** AgentBay: one URL for all, parameters and the key in a form, PascalCase (docs/protocol.md, section 2.2). */
export const agentBay = ({ endpoint, apiKey, regionId }: Credentials): Dialect<OperationName> => {
  const Authorization = `Bearer ${apiKey}`;

  const ask = (Action: string, form: object, query: object = {}): HttpRequest => {
    const url = joinPath(endpoint, '/');
    url.search = encoded({ Action, Format: 'json', Version, Timestamp: now(), SignatureNonce: nonce(), ...query });
    const headers = { 'x-acs-version': Version, 'x-acs-action': Action, 'content-type': formType };
    return {
      method: 'POST',
      url,
      headers,
      body: encoded('Authorization' in query ? form : { Authorization, ...form }),
    };
  };

  return {
    envelope,
    operations: {
      GetContextInfo: {
        request: ({ sessionId: SessionId, contextId: ContextId, path: Path, taskType: TaskType }) =>
          ask('GetContextInfo', { SessionId, ContextId, Path, TaskType }),
        data: fromPascalCase(answers.contextInfo),
      },
      SyncContext: {
        // The one operation whose key is in the query (docs/protocol.md, section 2.2).
        request: ({ sessionId: SessionId, contextId: ContextId, path: Path, mode: Mode }) =>
          ask('SyncContext', { ContextId, Mode, Path, SessionId }, { Authorization }),
        data: answers.nothing,
      },

      GetContext: {
        request: (query) => {
          if (!('name' in query)) return ask('GetContext', { AllowCreate: false, ContextId: query.contextId });
          const LoginRegionId = query.create ? regionId : undefined;
          return ask('GetContext', { AllowCreate: query.create, Name: query.name, LoginRegionId });
        },
        data: fromPascalCase(answers.context),
      },
      ListContexts: {
        request: ({ maxResults: MaxResults, nextToken: NextToken }) => ask('ListContexts', { MaxResults, NextToken }),
        data: fromPascalCase(answers.contexts),
      },
      ModifyContext: {
        request: ({ contextId: Id, name: Name }) => ask('ModifyContext', { Id, Name }),
        data: answers.nothing,
      },
      DeleteContext: {
        request: ({ contextId: Id }) => ask('DeleteContext', { Id }),
        data: answers.nothing,
      },
      ClearContext: {
        request: ({ contextId: Id }) => ask('ClearContext', { Id }),
        data: answers.nothing,
      },

      GetContextFileUploadUrl: {
        request: ({ contextId: ContextId, filePath: FilePath }) =>
          ask('GetContextFileUploadUrl', { ContextId, FilePath }),
        data: fromPascalCase(answers.fileUrl),
      },
      GetContextFileDownloadUrl: {
        request: ({ contextId: ContextId, filePath: FilePath }) =>
          ask('GetContextFileDownloadUrl', { ContextId, FilePath }),
        data: fromPascalCase(answers.fileUrl),
      },
      DescribeContextFiles: {
        request: ({ contextId: ContextId, parentFolderPath: ParentFolderPath, pageNumber, pageSize }) =>
          ask('DescribeContextFiles', { PageNumber: pageNumber, PageSize: pageSize, ParentFolderPath, ContextId }),
        data: fromPascalCase(answers.files),
      },
      DeleteContextFile: {
        request: ({ contextId: ContextId, filePath: FilePath }) => ask('DeleteContextFile', { ContextId, FilePath }),
        data: answers.nothing,
      },

      CreateSession: {
        request: ({ imageId: ImageId, labels, policyId: McpPolicyId, idleTimeout: Timeout, contextSyncs }) =>
          ask('CreateMcpSession', {
            ImageId,
            Timeout,
            Labels: jsonOf(labels),
            McpPolicyId,
            PersistenceDataList: persistenceData(contextSyncs),
            SdkStats: jsonOf(sdkStats),
            LoginRegionId: regionId,
          }),
        data: fromPascalCase(answers.newSession),
        envelope: withInnerRefusal((body, given) => envelope(successUnlessSaid(body), given)),
      },
      GetSession: {
        request: ({ sessionId: SessionId }) => ask('GetSession', { SessionId }),
        data: fromPascalCase(answers.session),
      },
      GetSessionInfo: {
        request: ({ sessionId: SessionId }) => ask('GetSessionDetail', {}, { SessionId }),
        data: fromPascalCase(answers.sessionInfo),
      },
      ListSession: {
        request: ({ maxResults: MaxResults, nextToken: NextToken, labels }) =>
          ask('ListSession', { Labels: jsonOf(labels), MaxResults, NextToken }),
        data: fromPascalCase(answers.sessions),
      },
      RefreshSessionIdleTime: {
        request: ({ sessionId: SessionId }) => ask('RefreshSessionIdleTime', { SessionId }),
        data: answers.nothing,
      },
      DeleteSession: {
        request: ({ sessionId: SessionId }) => ask('DeleteSessionAsync', { SessionId }),
        data: answers.nothing,
      },

      BindContexts: {
        request: ({ sessionId: SessionId, contextSyncs }) =>
          ask('BindContexts', { PersistenceDataList: persistenceData(contextSyncs), SessionId }),
        data: answers.nothing,
      },
      DescribeSessionContexts: {
        request: ({ sessionId: SessionId }) => ask('DescribeSessionContexts', { SessionId }),
        data: fromPascalCase(answers.bindings),
      },
    },
  };
};

const Version = '2025-05-06';

const formType = 'application/x-www-form-urlencoded';

const encoded = (params: object): string => {
  const result = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value !== undefined) result.set(key, String(value));
  return String(result);
};

/** UTC, to the second. */
const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

/** 32 hex digits. */
const nonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** PascalCase; what is not there is told by each reader (docs/protocol.md, section 3.2). */
const agentBayEnvelope = t.type({
  Success: t.boolean,
  Code: coercedText,
  Message: coercedText,
  RequestId: coercedText,
  HttpStatusCode: optionalCount(0),
  Data: t.unknown,
  NextToken: coercedText,
  TotalCount: optionalCount(undefined),
  Count: optionalCount(undefined),
});

const envelope: ReadEnvelope = (body) => {
  const read = agentBayEnvelope.decode(refusalIfSaid(body));
  if (read._tag === 'Left') return read;
  const { Success, Code, Message, RequestId, HttpStatusCode, Data, NextToken, TotalCount, Count } = read.right;
  return t.success({
    success: Success,
    code: Code,
    message: Message,
    requestId: RequestId,
    httpStatus: HttpStatusCode,
    data: Data,
    nextToken: NextToken,
    totalCount: TotalCount ?? Count,
  });
};

/**
 * A refusal may have `Success: "false"`; and that of the gateway before the service has a code alone, in either case
 * (docs/protocol.md, section 3.3). What is not refused must say `true` itself.
 */
const refusalIfSaid = (body: unknown): unknown => {
  const { success = null, code, message, requestId } = camelCased(body);
  const isRefusal =
    success === null
      ? typeof code === 'string' && code !== ''
      : success === false || (typeof success === 'string' && /^false$/i.test(success));
  return isRefusal ? { ...(body as object), Success: false, Code: code, Message: message, RequestId: requestId } : body;
};

/** The data of a new session decides, unless the answer as a whole refuses (docs/protocol.md, section 4.6). */
const successUnlessSaid = (body: unknown): unknown => {
  const { success = null, data = null } = camelCased(body);
  return success === null && data !== null ? { ...(body as object), Success: true } : body;
};

const persistenceData = (contextSyncs: readonly ContextSync[]): string | undefined =>
  contextSyncs.length === 0
    ? undefined
    : JSON.stringify(
        contextSyncs.map(({ contextId: ContextId, path: Path, policy }) => ({
          ContextId,
          Path,
          Policy: policyText(policy, defaults),
        })),
      );

/** What differs between the default policies of the services (docs/protocol.md, section 8.1). */
const defaults = { bwList: { whiteLists: [{ path: '', excludePaths: [] }] } };

const jsonOf = (value: object | undefined): string | undefined => value && JSON.stringify(value);

const sdkStats = {
  source: 'sdk',
  sdk_language: 'typescript',
  sdk_version: version,
  is_release: true,
  framework: '',
};
