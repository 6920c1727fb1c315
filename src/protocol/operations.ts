import type { Decoder, TypeOf } from 'io-ts';
import type { ContextSync } from '../model/contexts/ContextSync.js';
import type { StatusRequest, SyncRequest } from '../model/sync/SyncRequest.js';
import {
  binding,
  context,
  contextInfo,
  file,
  fileUrl,
  listOf,
  newSession,
  nothing,
  session,
  sessionEntry,
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

/** An operation: the parameters that it takes, in terms that all services share, and how the data of a good answer is read. */
interface Operation<P, D extends Decoder<unknown, unknown>> {
  readonly data: D;
  /** A type only. */
  readonly params?: P;
}

const takes = <P>() => ({ gives: <D extends Decoder<unknown, unknown>>(data: D): Operation<P, D> => ({ data }) });

/** What all services can be asked. */
const commonOperations = {
  GetContextInfo: takes<StatusRequest>().gives(contextInfo),
  SyncContext: takes<SyncRequest>().gives(nothing),

  GetContext: takes<ContextQuery>().gives(context),
  ListContexts: takes<PageRequest>().gives(listOf(context)),
  ModifyContext: takes<ContextRef & { readonly name: string }>().gives(nothing),
  DeleteContext: takes<ContextRef>().gives(nothing),
  ClearContext: takes<ContextRef>().gives(nothing),

  GetContextFileUploadUrl: takes<FileRef>().gives(fileUrl),
  GetContextFileDownloadUrl: takes<FileRef>().gives(fileUrl),
  DescribeContextFiles: takes<FilePageRequest>().gives(listOf(file)),
  DeleteContextFile: takes<FileRef>().gives(nothing),

  CreateSession: takes<NewSession>().gives(newSession),
  GetSession: takes<SessionRef>().gives(session),
  GetSessionInfo: takes<SessionRef>().gives(sessionInfo),
  ListSession: takes<PageRequest & Labelled>().gives(listOf(sessionEntry)),
  RefreshSessionIdleTime: takes<SessionRef>().gives(nothing),
  DeleteSession: takes<SessionRef>().gives(nothing),
};

/** What a service can be asked that binds contexts to sessions that run. */
const bindingOperations = {
  BindContexts: takes<SessionRef & Mounts>().gives(nothing),
  DescribeSessionContexts: takes<SessionRef>().gives(listOf(binding)),
};

export const operations = { ...commonOperations, ...bindingOperations };

export type OperationName = keyof typeof operations;
export type CommonOperation = keyof typeof commonOperations;
export type Params<K extends OperationName> = NonNullable<(typeof operations)[K]['params']>;
export type Data<K extends OperationName> = TypeOf<(typeof operations)[K]['data']>;
