import type { ContextStatusData } from '../tasks/ContextStatusData.js';
import type { ContextError } from '../errors/ContextError.js';
import type { SyncHandle } from './SyncHandle.js';

/** How far the tasks of one sync are, in numbers of tasks. */
export interface SyncProgress {
  /** Tasks of this sync that are known. */
  readonly total: number;
  /** Those of them that ended, well or badly. */
  readonly finished: number;
  /** Those of the finished that ended in `Failed`. */
  readonly failed: number;
}

/** What all snapshots of a sync share. */
export interface SyncFacts {
  /** The request id of the trigger, or of the refusal that kept it from being sent; empty where there was no answer. */
  readonly requestId: string;
  /** This sync's tasks, and only they. */
  readonly contextStatusData: readonly ContextStatusData[];
  readonly progress: SyncProgress;
  /** Polls made so far, the failed ones included. */
  readonly polls: number;
  /** Milliseconds since the trigger was answered, by a clock that nobody sets: it never falls. */
  readonly elapsed: number;
  /** Says which sync this is, and what was seen of it; the newest one can be stored and followed again. */
  readonly handle: SyncHandle;
}

/** A sync that is not over. */
export interface SyncUnderway extends SyncFacts {
  /**
   * `pending`: no task is listed yet; with `polls: 0`, the trigger is not accepted yet, and `warning` says why. `running`: tasks
   * are listed, and not all are known to have ended.
   */
  readonly state: 'pending' | 'running';
  readonly done: false;
  readonly success: false;
  readonly errorMessage: '';
  readonly error?: undefined;
  /**
   * The last request failed, and the sync goes on: the poll, or what comes before the trigger, will be tried again; a trigger
   * that may have arrived is followed. The tasks are as last seen.
   */
  readonly warning?: ContextError | undefined;
}

/** A sync whose every task ended in `Success`, or that had nothing to do. */
export interface SyncSucceeded extends SyncFacts {
  readonly state: 'succeeded';
  readonly done: true;
  readonly success: true;
  readonly errorMessage: '';
  readonly error?: undefined;
  readonly warning?: undefined;
}

/** A sync that ended without success. */
export interface SyncNotSucceeded extends SyncFacts {
  /**
   * `failed`: a task ended in `Failed`, or surely nothing was triggered.
   * `unconfirmed`: we do not know. We stopped watching, or nothing tells whether the trigger arrived; the service may still
   * finish, and `handle` can be followed again.
   */
  readonly state: 'failed' | 'unconfirmed';
  readonly done: true;
  readonly success: false;
  /** The message of `error`. */
  readonly errorMessage: string;
  readonly error: ContextError;
  readonly warning?: undefined;
}

/** The last snapshot of a sync, with `done: true`. */
export type ContextSyncResult = SyncSucceeded | SyncNotSucceeded;

/** What one poll of a sync showed, judged. */
export type SyncSnapshot = SyncUnderway | ContextSyncResult;

/** The state of a sync: a closed set, for a simple `switch`. */
export type SyncState = SyncSnapshot['state'];
