import type { SyncTask } from '../tasks/SyncTask.js';
import type { ContextError } from '../errors/ContextError.js';
import type { SyncHistory } from '../errors/SyncHistory.js';
import type { NotSucceeded, Succeeded, Underway } from '../results/Snapshot.js';
import type { SyncHandle } from './SyncHandle.js';

/** How far the tasks of one sync are, in numbers of tasks. */
export interface SyncProgress {
  /** Tasks of this sync that are known; those too that a newer one took the place of, for they may decide. */
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
  /**
   * This sync's tasks, and only they; of each context, path and type the newest, if a service lists several, or the failed one that
   * decided how the sync ended.
   */
  readonly contextStatusData: readonly SyncTask[];
  /** How many of its tasks ended, of how many. */
  readonly progress: SyncProgress;
  /** Polls made so far, the failed ones included. */
  readonly polls: number;
  /** Milliseconds since the trigger was answered, by a clock that nobody sets: it never falls. */
  readonly elapsed: number;
  /** Says which sync this is, and what was seen of it; the newest one can be stored and followed again. */
  readonly handle: SyncHandle;
}

/** A sync that is not over. `warning` is about the last request: a trigger that may have arrived is followed. */
export type SyncUnderway = Underway<
  SyncFacts & {
    /**
     * `pending`: no task is listed yet; with `polls: 0`, the trigger is not accepted yet, and `warning` says why. `running`: tasks
     * are listed, and not all are known to have ended. In the end it is `succeeded`, `failed` (a task is, or surely nothing was
     * triggered), or `unconfirmed` (nobody knows).
     */
    state: 'pending' | 'running';
  }
>;

/** A sync whose every task ended in `Success`, or that had nothing to do. */
export type SyncSucceeded = Succeeded<
  SyncFacts & {
    /** Every task of this sync ended in `Success`, or there was nothing to sync. */
    state: 'succeeded';
  }
>;

/** A sync that ended without success. */
export type SyncNotSucceeded = NotSucceeded<
  SyncFacts & {
    /**
     * `failed`: a task ended in `Failed`, or surely nothing was triggered.
     * `unconfirmed`: we do not know. We stopped watching, or nothing tells whether the trigger arrived; the service may still
     * finish, and `handle` can be followed again.
     */
    state: 'failed' | 'unconfirmed';
  },
  SyncError
>;

/** The error that a sync ended with, and what the sync saw until then; nothing where it was refused before it began. */
export type SyncError = ContextError & Partial<SyncHistory<SyncSnapshot>>;

/** The last snapshot of a sync, with `done: true`. */
export type ContextSyncResult = SyncSucceeded | SyncNotSucceeded;

/** What one poll of a sync showed, judged. */
export type SyncSnapshot = SyncUnderway | ContextSyncResult;

/** The state of a sync: a closed set, for a simple `switch`. */
export type SyncState = SyncSnapshot['state'];
