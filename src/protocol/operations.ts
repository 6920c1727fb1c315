import type { Binding } from '../model/contexts/Binding.js';
import type { Context } from '../model/contexts/Context.js';
import type { ContextFile, FileUrl } from '../model/files/ContextFile.js';
import type { ContextStatusData } from '../model/tasks/ContextStatusData.js';
import type { ContextSync } from '../model/contexts/ContextSync.js';
import type { StatusRequest, SyncRequest } from '../model/sync/SyncRequest.js';

/** Names a context. */
export interface ContextRef {
  readonly contextId: string;
}

/** Which context to find: by its id, or by its name, and whether to make it where there is none of that name. */
export type ContextQuery = ContextRef | { readonly name: string; readonly create: boolean };

/** Names a file of a context. */
export interface FileRef extends ContextRef {
  readonly filePath: string;
}

/** Which page of a list, and how long pages are. */
export interface PageRequest {
  readonly maxResults: number;
  readonly nextToken?: string | undefined;
}

/** The session to make. */
export interface NewSession {
  readonly imageId?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly policyId?: string | undefined;
  /** In seconds; undefined = the service's. */
  readonly idleTimeout?: number | undefined;
  readonly contextSyncs: readonly ContextSync[];
}

/** Names a session. */
export interface SessionRef {
  readonly sessionId: string;
}

/** What all services can be asked, in their common terms: the parameters, and the data of a good answer. */
export interface CommonOperations {
  readonly GetContextInfo: { params: StatusRequest; data: readonly ContextStatusData[] };
  readonly SyncContext: { params: SyncRequest; data: undefined };

  readonly GetContext: { params: ContextQuery; data: Context };
  readonly ListContexts: { params: PageRequest; data: readonly Context[] };
  readonly ModifyContext: { params: ContextRef & { readonly name: string }; data: undefined };
  readonly DeleteContext: { params: ContextRef; data: undefined };
  readonly ClearContext: { params: ContextRef; data: undefined };

  readonly GetContextFileUploadUrl: { params: FileRef; data: FileUrl };
  readonly GetContextFileDownloadUrl: { params: FileRef; data: FileUrl };
  readonly DescribeContextFiles: {
    params: ContextRef & { readonly parentFolderPath: string; readonly pageNumber: number; readonly pageSize: number };
    data: readonly ContextFile[];
  };
  readonly DeleteContextFile: { params: FileRef; data: undefined };

  readonly CreateSession: { params: NewSession; data: SessionRef & { readonly resourceUrl: string } };
  readonly GetSession: {
    params: SessionRef;
    data: SessionRef & { readonly status: string; readonly resourceUrl: string };
  };
  readonly GetSessionInfo: { params: SessionRef; data: { readonly status: string } };
  readonly ListSession: {
    params: PageRequest & { readonly labels?: Readonly<Record<string, string>> | undefined };
    data: readonly (SessionRef & { readonly sessionStatus: string })[];
  };
  readonly RefreshSessionIdleTime: { params: SessionRef; data: undefined };
  readonly DeleteSession: { params: SessionRef; data: undefined };
}

/** What a service can be asked that binds contexts to sessions that run. */
export interface BindingOperations {
  readonly BindContexts: {
    params: SessionRef & { readonly contextSyncs: readonly ContextSync[] };
    data: undefined;
  };
  readonly DescribeSessionContexts: { params: SessionRef; data: readonly Binding[] };
}

export interface Operations extends CommonOperations, BindingOperations {}

export type OperationName = keyof Operations;
export type CommonOperation = keyof CommonOperations;
export type Params<K extends OperationName> = Operations[K]['params'];
export type Data<K extends OperationName> = Operations[K]['data'];
