import type { JournaledRequest, JournaledTask } from '../state/Journal.js';

/** What the journal has entries of: the requests of each operation, `PutFile` and `GetFile` at presigned URLs, and sync tasks. */
export type JournaledOperation =
  | 'GetContext'
  | 'ListContexts'
  | 'ModifyContext'
  | 'DeleteContext'
  | 'CallMcpTool'
  | 'ClearContext'
  | 'GetContextFileUploadUrl'
  | 'GetContextFileDownloadUrl'
  | 'DescribeContextFiles'
  | 'DeleteContextFile'
  | 'CreateSession'
  | 'GetSession'
  | 'GetSessionInfo'
  | 'GetMcpResource'
  | 'ListMcpTools'
  | 'SetLabel'
  | 'GetLabel'
  | 'ListSession'
  | 'RefreshSessionIdleTime'
  | 'DeleteSession'
  | 'SyncContext'
  | 'GetContextInfo'
  | 'GetAndLoadInternalContext'
  | 'BindContexts'
  | 'DescribeSessionContexts'
  | 'PutFile'
  | 'GetFile'
  | 'task';

/** Text that is just so, or is found by a pattern. */
export type TextMatch = string | RegExp;

/** Which requests are meant: those of which all of this is so. */
export interface RequestMatch {
  /**
   * The session that it names.
   * @default any
   */
  readonly sessionId?: TextMatch | undefined;
  /**
   * The context that it names.
   * @default any
   */
  readonly contextId?: TextMatch | undefined;
  /**
   * Parameters by their names, as the journal has them.
   * @default any
   */
  readonly fields?: Readonly<Record<string, TextMatch>> | undefined;
  /**
   * How it was answered; 0 where it was not.
   * @default any
   */
  readonly httpStatus?: number | undefined;
  /**
   * The code of the answer; `ok` where it went well.
   * @default any
   */
  readonly code?: TextMatch | undefined;
}

/** Which states of sync tasks are meant: those of which all of this is so. */
export interface TaskMatch {
  /**
   * The session that it is of.
   * @default any
   */
  readonly sessionId?: TextMatch | undefined;
  /**
   * The context that it syncs.
   * @default any
   */
  readonly contextId?: TextMatch | undefined;
  /**
   * The path in the session.
   * @default any
   */
  readonly path?: TextMatch | undefined;
  /**
   * `upload` or `download`.
   * @default any
   */
  readonly taskType?: TextMatch | undefined;
  /**
   * `Pending`, `Running`, `Success` or `Failed`: each task has an entry for each of them that it came to.
   * @default any
   */
  readonly status?: TextMatch | undefined;
  /**
   * Why it failed.
   * @default any
   */
  readonly errorMessage?: TextMatch | undefined;
}

/** What can be asked of the entries of an operation. */
export type MatchOf<O extends JournaledOperation> = O extends 'task' ? TaskMatch : RequestMatch;

/** The entries of an operation. */
export type EntryOf<O extends JournaledOperation> = O extends 'task' ? JournaledTask : JournaledRequest;
