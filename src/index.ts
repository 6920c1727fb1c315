// The clients
export { AGB, type AGBSessionOptions } from './client/AGB.js';
export { AgentBay, type AgentBaySession } from './client/AgentBay.js';
export { agbSession } from './client/agbSession.js';
export { agentBaySession } from './client/agentBaySession.js';
export type { Client } from './client/Client.js';
export type { ClientOptions } from './client/ClientOptions.js';
export type { RequestOptions } from './model/options/RequestOptions.js';

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
  DeleteResult,
  InitialDownloads,
  SessionInfoResult,
} from './model/sessions/SessionResult.js';

// The contexts of a session, and their sync
export type { ContextManager } from './client/ContextManager.js';
export type { SyncPromise } from './adapters/syncPromise.js';
export type { AgentBayContextManager } from './client/AgentBayContextManager.js';
export { contextSync, type ContextSync } from './model/contexts/ContextSync.js';
export { syncPolicy } from './model/policy/policyRules.js';
export type {
  Lifecycle,
  PolicyPartOptions,
  SyncPolicy,
  SyncPolicyOptions,
  WhiteList,
  WhiteListOptions,
} from './model/policy/SyncPolicy.js';
export { ContextStatusData } from './model/tasks/ContextStatusData.js';
export type { SyncTask } from './model/tasks/SyncTask.js';
export { hasFailed, hasSucceeded, isFinished } from './model/tasks/taskStatus.js';
export { SyncHandle, type ServiceName } from './model/sync/SyncHandle.js';
export { backoff, type BackoffOptions, agentBayPacing } from './model/options/backoff.js';
export { predictive, type PredictiveOptions } from './model/options/predictive.js';
export { syncDefaults } from './model/sync/SyncPlan.js';
export type { Binding, BindingsResult, BindResult, BindSnapshot } from './model/contexts/Binding.js';
export type { ContextInfoResult } from './model/sync/ContextInfoResult.js';
export type { InfoOptions } from './model/sync/InfoOptions.js';
export type { Schedule, ScheduleFacts } from './model/options/schedule.js';
export type { FollowOptions, SyncOptions, TargetOptions } from './model/sync/SyncOptions.js';
export type {
  ContextSyncResult,
  SyncError,
  SyncFacts,
  SyncNotSucceeded,
  SyncProgress,
  SyncSnapshot,
  SyncState,
  SyncSucceeded,
  SyncUnderway,
} from './model/sync/SyncSnapshot.js';
export { advance, advance$ } from './client/advance.js';
export {
  newCheckpoint,
  type CheckpointOptions,
  type StoredCourse,
  type StoredStart,
  type SyncAdvance,
  type SyncCheckpoint,
  type SyncPhase,
} from './model/sync/SyncCheckpoint.js';
export type { SaveCheckpoint } from './streams/sync/steps/savedBy.js';
export type { SyncNotStarted, SyncPrepareResult, SyncStarted, SyncStartResult } from './model/sync/SyncStartResult.js';
export type { WatchFilter, WatchOptions } from './model/sync/WatchOptions.js';

// The contexts of an account, and their files
export type { ContextService } from './client/ContextService.js';
export type { GetContextOptions, UpdateContextOptions } from './client/ContextOptions.js';
export type { DownloadPromise, DownloadStream, ListFilesOptions } from './client/FileOptions.js';
export type { ListOptions } from './client/ListOptions.js';
export type { ClearOptions, ClearResult, ClearSnapshot } from './model/contexts/ClearOptions.js';
export type {
  Context,
  ContextListResult,
  ContextResult,
  ContextStateResult,
  DoneResult,
} from './model/contexts/Context.js';
export type { ContextFile, FileListResult, FileResult, FileUrlResult, FileUrl } from './model/files/ContextFile.js';
export type { DownloadOptions, TransferOptions, UploadOptions } from './model/files/TransferOptions.js';
export type {
  TransferFacts,
  TransferNotSucceeded,
  TransferResult,
  TransferSnapshot,
  TransferSucceeded,
  TransferUnderway,
} from './model/files/TransferSnapshot.js';

// Logging and tracing
export type {
  AbortEvent,
  AnswerEvent,
  EndEvent,
  LogEvent,
  PauseEvent,
  PollEvent,
  RequestEvent,
  SessionEvent,
  StartEvent,
  SyncEvent,
  SyncLogEvent,
  WaitEvent,
} from './model/logging/LogEvent.js';
export type { Logger, LogLevel } from './model/logging/Logger.js';
export type { SyncTrace, SyncTraceEvent, SyncTraceResult } from './model/logging/SyncTrace.js';

// Results
export { isDone } from './model/results/isDone.js';
export { unwrap, type Successful, type Unwrappable } from './model/results/unwrap.js';
export type { Failure, Result, Success } from './model/results/Result.js';
export type { WaitOptions } from './model/options/WaitOptions.js';
export type {
  NotSucceeded,
  Succeeded,
  Underway,
  WaitFacts,
  WaitNotSucceeded,
  WaitResult,
  WaitSnapshot,
  WaitSucceeded,
  WaitUnderway,
} from './model/results/Snapshot.js';

// Errors
export { isContextError, type ContextError } from './model/errors/ContextError.js';
export type { SyncHistory } from './model/errors/SyncHistory.js';
export type { ErrorOrigin, TaggedError } from './model/errors/TaggedError.js';
export type { ServiceError, ServiceFacts } from './model/errors/ServiceError.js';
export { isTransient } from './model/errors/isTransient.js';
export { InvalidRequest } from './model/errors/InvalidRequest.js';
export { Unauthorized } from './model/errors/Unauthorized.js';
export { NotFound } from './model/errors/NotFound.js';
export { Refused } from './model/errors/Refused.js';
export { RateLimited, type RateLimitedFacts } from './model/errors/RateLimited.js';
export { Unavailable, type UnavailableFacts } from './model/errors/Unavailable.js';
export { BadAnswer, type BadAnswerFacts } from './model/errors/BadAnswer.js';
export { TimedOut, type TimedOutFacts, type WaitLimit } from './model/errors/TimedOut.js';
export { TaskFailed, type TaskFailedFacts } from './model/errors/TaskFailed.js';

// Errors and snapshots as JSON, and back
export { errorFromJSON, snapshotFromJSON, snapshotToJSON } from './model/json/fromJSON.js';
export type { Json, JsonObject } from './model/errors/plain.js';

// Adapters
export { eachValueFrom, type IterableObservable } from './adapters/eachValueFrom.js';
export { throwOnFailure, type WithoutError } from './adapters/throwOnFailure.js';
export { toPromise } from './adapters/toPromise.js';
export { toTaskEither } from './adapters/toTaskEither.js';
export type { AbortOptions } from './adapters/AbortOptions.js';
export type { SyncCallback } from './adapters/withCallback.js';
