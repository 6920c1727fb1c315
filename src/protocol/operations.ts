import type { Context } from '../model/Context.js';
import type { ContextStatusData } from '../model/ContextStatusData.js';
import type { ContextSync } from '../model/ContextSync.js';
import type { StatusRequest } from '../model/StatusRequest.js';
import type { SyncRequest } from '../model/SyncRequest.js';

/** Which context to find, and whether to make it where there is none. */
export interface ContextQuery {
  readonly name: string;
  readonly create: boolean;
}

/** The session to make. */
export interface NewSession {
  readonly imageId: string;
  readonly contextSyncs: readonly ContextSync[];
}

/** Names a session. */
export interface SessionRef {
  readonly sessionId: string;
}

/** What the services can be asked, in their common terms: the parameters, and the data of a good answer. */
export interface Operations {
  readonly GetContextInfo: { params: StatusRequest; data: readonly ContextStatusData[] };
  readonly SyncContext: { params: SyncRequest; data: unknown };
  readonly GetContext: { params: ContextQuery; data: Context };
  readonly CreateSession: { params: NewSession; data: SessionRef };
  readonly GetSessionInfo: { params: SessionRef; data: { readonly status: string } };
  readonly DeleteSession: { params: SessionRef; data: unknown };
}

export type OperationName = keyof Operations;
export type Params<K extends OperationName> = Operations[K]['params'];
export type Data<K extends OperationName> = Operations[K]['data'];
