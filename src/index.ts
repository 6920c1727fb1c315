// The clients
export { AGB, type AGBSessionOptions } from './client/AGB.js';
export { AgentBay, type AgentBaySession } from './client/AgentBay.js';
export type { Client } from './client/Client.js';
export type { ClientOptions } from './client/ClientOptions.js';
export type { RequestOptions } from './client/RequestOptions.js';

// Sessions
export type { Session } from './client/Session.js';
export type {
  CreateSessionOptions,
  DeleteSessionOptions,
  ListSessionsOptions,
  SyncBeforeDelete,
} from './client/SessionOptions.js';
export type {
  CreateSessionResult,
  CreateSessionSnapshot,
  NewSessionFields,
  SessionEntryResult,
  SessionListResult,
  SessionResult,
} from './client/SessionResult.js';
export type { DeleteResult } from './model/DeleteResult.js';
export type { InitialDownloads } from './model/InitialDownloads.js';
export type { SessionInfoResult } from './model/SessionInfoResult.js';

// The contexts of a session, and their sync
export type { ContextManager, SyncPromise } from './client/ContextManager.js';
export type { AgentBayContextManager } from './client/AgentBayContextManager.js';
export { contextSync, type ContextSync } from './model/ContextSync.js';
export {
  syncPolicy,
  type Lifecycle,
  type PolicyPartOptions,
  type SyncPolicy,
  type SyncPolicyOptions,
  type WhiteList,
  type WhiteListOptions,
} from './model/SyncPolicy.js';
export { ContextStatusData } from './model/ContextStatusData.js';
export { SyncHandle, type ServiceName } from './model/SyncHandle.js';
export { backoff, type BackoffOptions } from './streams/backoff.js';
export { agentBayPacing } from './streams/agentBayPacing.js';
export { syncDefaults } from './model/SyncPlan.js';
export type { Binding, BindingsResult } from './model/Binding.js';
export type { BindResult, BindSnapshot } from './model/BindSnapshot.js';
export type { ContextInfoResult } from './model/ContextInfoResult.js';
export type { InfoOptions } from './model/InfoOptions.js';
export type { FollowOptions, Schedule, SyncOptions, TargetOptions } from './model/SyncOptions.js';
export type {
  ContextSyncResult,
  SyncFacts,
  SyncNotSucceeded,
  SyncProgress,
  SyncSnapshot,
  SyncState,
  SyncSucceeded,
  SyncUnderway,
} from './model/SyncSnapshot.js';
export type { SyncNotStarted, SyncStarted, SyncStartResult } from './model/SyncStartResult.js';
export type { WatchFilter, WatchOptions } from './model/WatchOptions.js';

// The contexts of an account, and their files
export type { ContextService } from './client/ContextService.js';
export type { ContextFiles, DownloadPromise, DownloadStream } from './client/ContextFiles.js';
export type { GetContextOptions, UpdateContextOptions } from './client/ContextOptions.js';
export type { ListFilesOptions } from './client/FileOptions.js';
export type { ListOptions } from './client/ListOptions.js';
export type { ClearOptions } from './model/ClearOptions.js';
export type { ClearResult, ClearSnapshot } from './model/ClearSnapshot.js';
export type { Context } from './model/Context.js';
export type { ContextFile } from './model/ContextFile.js';
export type { ContextListResult, ContextResult, ContextStateResult, DoneResult } from './model/ContextResult.js';
export type { FileListResult, FileResult, FileUrlResult } from './model/FileResult.js';
export type { FileUrl } from './model/FileUrl.js';
export type { DownloadOptions, TransferOptions, UploadOptions } from './model/TransferOptions.js';
export type {
  TransferFacts,
  TransferNotSucceeded,
  TransferResult,
  TransferSnapshot,
  TransferSucceeded,
  TransferUnderway,
} from './model/TransferSnapshot.js';

// Logging
export type {
  AbortEvent,
  AnswerEvent,
  EndEvent,
  LogEvent,
  PollEvent,
  RequestEvent,
  SessionEvent,
  StartEvent,
  SyncEvent,
  WaitEvent,
} from './model/LogEvent.js';
export type { Logger, LogLevel } from './model/Logger.js';

// Results
export { unwrap, type Successful, type Unwrappable } from './model/unwrap.js';
export type { Failure, Result, Success } from './model/Result.js';
export type { WaitOptions } from './model/WaitOptions.js';
export type {
  WaitFacts,
  WaitNotSucceeded,
  WaitResult,
  WaitSnapshot,
  WaitSucceeded,
  WaitUnderway,
} from './model/WaitSnapshot.js';

// Errors
export { isContextError, type ContextError } from './model/errors/ContextError.js';
export type { SyncHistory } from './model/errors/SyncHistory.js';
export type { TaggedError } from './model/errors/TaggedError.js';
export type { ServiceError, ServiceFacts } from './model/errors/ServiceError.js';
export { isTransient } from './model/errors/isTransient.js';
export { InvalidRequest } from './model/errors/InvalidRequest.js';
export { Unauthorized } from './model/errors/Unauthorized.js';
export { NotFound } from './model/errors/NotFound.js';
export { Refused } from './model/errors/Refused.js';
export { RateLimited } from './model/errors/RateLimited.js';
export { Unavailable, type UnavailableFacts } from './model/errors/Unavailable.js';
export { BadAnswer, type BadAnswerFacts } from './model/errors/BadAnswer.js';
export { TimedOut, type TimedOutFacts, type WaitLimit } from './model/errors/TimedOut.js';
export { TaskFailed, type TaskFailedFacts } from './model/errors/TaskFailed.js';

// Adapters
export { throwOnFailure, type WithoutError } from './adapters/throwOnFailure.js';
export { toPromise } from './adapters/toPromise.js';
export { toTaskEither } from './adapters/toTaskEither.js';
export type { AbortOptions } from './adapters/AbortOptions.js';
export type { SyncCallback } from './adapters/withCallback.js';
