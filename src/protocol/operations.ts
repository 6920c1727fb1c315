import type { TypeOf } from 'io-ts';
import type { ContextSync } from '../model/contexts/ContextSync.js';
import type { StatusRequest, SyncRequest } from '../model/sync/SyncRequest.js';
import {
  bindings,
  context,
  contextInfo,
  contexts,
  files,
  fileUrl,
  newSession,
  nothing,
  session,
  sessionEntries,
  sessionInfo,
} from './dataCodecs.js';

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

/** Names a folder of a context, and a page of its list. */
export interface FilePageRequest extends ContextRef {
  readonly parentFolderPath: string;
  readonly pageNumber: number;
  readonly pageSize: number;
}

/** Which page of a list, and how long pages are. */
export interface PageRequest {
  readonly maxResults: number;
  readonly nextToken?: string | undefined;
}

/** The texts that sessions are found by. */
export interface Labelled {
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Contexts to mount. */
export interface Mounts {
  readonly contextSyncs: readonly ContextSync[];
}

/** The session to make. */
export interface NewSession extends Labelled, Mounts {
  readonly imageId?: string | undefined;
  readonly policyId?: string | undefined;
  /** In seconds; undefined = the service's. */
  readonly idleTimeout?: number | undefined;
}

/** Names a session. */
export interface SessionRef {
  readonly sessionId: string;
}

/** The parameters of what a session is asked, in terms that all services share. */
interface SessionParams {
  GetContextInfo: StatusRequest;
  SyncContext: SyncRequest;
  GetSessionInfo: SessionRef;
  RefreshSessionIdleTime: SessionRef;
  DeleteSession: SessionRef;
}

/** The same of an account: its contexts, their files, and its sessions. */
interface AccountParams {
  GetContext: ContextQuery;
  ListContexts: PageRequest;
  ModifyContext: ContextRef & { readonly name: string };
  DeleteContext: ContextRef;
  ClearContext: ContextRef;

  GetContextFileUploadUrl: FileRef;
  GetContextFileDownloadUrl: FileRef;
  DescribeContextFiles: FilePageRequest;
  DeleteContextFile: FileRef;

  CreateSession: NewSession;
  GetSession: SessionRef;
  ListSession: PageRequest & Labelled;
}

/** The same of a service that binds contexts to sessions that run. */
interface BindingParams {
  BindContexts: SessionRef & Mounts;
  DescribeSessionContexts: SessionRef;
}

// How the data of good answers is read. Each table by itself, so that a page has those only that it uses.

export const sessionData = {
  GetContextInfo: contextInfo,
  SyncContext: nothing,
  GetSessionInfo: sessionInfo,
  RefreshSessionIdleTime: nothing,
  DeleteSession: nothing,
};

export const accountData = {
  GetContext: context,
  ListContexts: contexts,
  ModifyContext: nothing,
  DeleteContext: nothing,
  ClearContext: nothing,

  GetContextFileUploadUrl: fileUrl,
  GetContextFileDownloadUrl: fileUrl,
  DescribeContextFiles: files,
  DeleteContextFile: nothing,

  CreateSession: newSession,
  GetSession: session,
  ListSession: sessionEntries,
};

export const bindingData = {
  BindContexts: nothing,
  DescribeSessionContexts: bindings,
};

/** What a session of any service can be asked. */
export type SessionOperation = keyof SessionParams;
/** What an account of any service can be asked. */
export type AccountOperation = keyof AccountParams;
/** What all services can be asked. */
export type CommonOperation = SessionOperation | AccountOperation;
/** What a service can be asked that binds contexts to sessions that run. */
export type BindingOperation = keyof BindingParams;
export type OperationName = CommonOperation | BindingOperation;

export type Params<K extends OperationName> = (SessionParams & AccountParams & BindingParams)[K];
export type Decoders = typeof sessionData & typeof accountData & typeof bindingData;
export type Data<K extends OperationName> = TypeOf<Decoders[K]>;
