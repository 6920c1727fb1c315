// The clients
export { AGB } from './client/AGB.js';
export { Session } from './client/Session.js';
export { ContextManager } from './client/ContextManager.js';
export { ContextService } from './client/ContextService.js';
export type { Client } from './client/Client.js';
export type { ClientOptions } from './client/ClientOptions.js';
export type { CreateSessionOptions, DeleteSessionOptions, SessionInfoOptions } from './client/SessionOptions.js';
export type { SessionResult } from './client/SessionResult.js';
export type { SyncPromise } from './client/ContextManager.js';

// Contexts and their sync
export { contextSync, type ContextSync } from './model/ContextSync.js';
export { ContextStatusData } from './model/ContextStatusData.js';
export { SyncHandle } from './model/SyncHandle.js';
export { backoff, type BackoffOptions } from './streams/backoff.js';
export { syncDefaults } from './model/SyncPlan.js';
export type { Context } from './model/Context.js';
export type { SyncPolicy } from './model/SyncPolicy.js';
export type { InfoOptions } from './model/InfoOptions.js';
export type { FollowOptions, Schedule, SyncOptions, TargetOptions } from './model/SyncOptions.js';
export type {
  ContextSyncResult,
  SyncNotSucceeded,
  SyncProgress,
  SyncSnapshot,
  SyncState,
  SyncSucceeded,
  SyncUnderway,
} from './model/SyncSnapshot.js';

// Logging
export type {
  AbortEvent,
  AnswerEvent,
  EndEvent,
  LogEvent,
  PollEvent,
  RequestEvent,
  StartEvent,
  WaitEvent,
} from './model/LogEvent.js';
export type { Logger, LogLevel } from './model/Logger.js';

// Results
export { unwrap, type Successful, type Unwrappable } from './model/unwrap.js';
export type { Failure, Result, Success } from './model/Result.js';
export type { ContextInfoResult } from './model/ContextInfoResult.js';
export type { ContextResult, GetContextOptions } from './model/ContextResult.js';
export type { DeleteResult } from './model/DeleteResult.js';
export type { SessionInfoResult } from './model/SessionInfoResult.js';
export type { SyncNotStarted, SyncStarted, SyncStartResult } from './model/SyncStartResult.js';

// Errors
export { isContextError, type ContextError } from './model/errors/ContextError.js';
export type { SyncHistory } from './model/errors/SyncHistory.js';
export { isTransient } from './model/errors/isTransient.js';
export { InvalidRequest } from './model/errors/InvalidRequest.js';
export { Unauthorized } from './model/errors/Unauthorized.js';
export { NotFound } from './model/errors/NotFound.js';
export { Refused } from './model/errors/Refused.js';
export { RateLimited } from './model/errors/RateLimited.js';
export { Unavailable } from './model/errors/Unavailable.js';
export { BadAnswer } from './model/errors/BadAnswer.js';
export { TimedOut, type WaitLimit } from './model/errors/TimedOut.js';
export { TaskFailed } from './model/errors/TaskFailed.js';

// Adapters
export { throwOnFailure, type WithoutError } from './adapters/throwOnFailure.js';
export { toPromise } from './adapters/toPromise.js';
export { toTaskEither } from './adapters/toTaskEither.js';
export type { AbortOptions } from './adapters/AbortOptions.js';
export type { SyncCallback } from './adapters/withCallback.js';
