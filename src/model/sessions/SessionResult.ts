import type { Failure, Result, Success } from '../results/Result.js';
import type { ContextSyncResult, SyncProgress, SyncState } from '../sync/SyncSnapshot.js';
import type { SyncTask } from '../tasks/SyncTask.js';
import type { ContextSync } from '../contexts/ContextSync.js';
import type { WaitSnapshot } from '../results/Snapshot.js';

/** The last snapshot of a session's creation, with `done: true`. */
export type CreateSessionResult<S> =
  | ({
      /** True: it is the last snapshot, for the downloads are over, whatever became of them. */
      readonly done: true;
    } & Success<NewSessionFields<S>>)
  | ({
      /** True: it is the last snapshot, for there is no session. */
      readonly done: true;
    } & Failure<NewSessionFields<S>>);

/**
 * A new session, and how far its initial downloads are. `success` is about the session: it is handed out whatever became of
 * the downloads, and they say so themselves.
 */
export type CreateSessionSnapshot<S> =
  | ({
      /** False: the session is there, and its downloads go on. */
      readonly done: false;
    } & Success<NewSessionFields<S>>)
  | CreateSessionResult<S>;

/** What a new session comes with. */
export interface NewSessionFields<S> {
  /** The new session, to be used at once: its downloads may go on meanwhile. */
  readonly session: S;
  /** Where the service shows the session; empty where it does not. */
  readonly resourceUrl: string;
  /** How far the downloads are that it begins with. */
  readonly downloads: InitialDownloads;
}

/** A session that was found, or why there is none. */
export type SessionResult<S> = Result<{
  /** The session that was found. */
  session: S;
  /** What the service calls its state, for example `RUNNING`. */
  status: string;
  /** Where the service shows the session; empty where it does not. */
  resourceUrl: string;
}>;

/** One session of a list, or why the list broke off. */
export type SessionEntryResult<S> = Result<{
  /** A session of the list. */
  session: S;
  /** What the service calls its state, for example `RUNNING`. */
  status: string;
}>;

/** A list of sessions, or why there is none. */
export type SessionListResult<S> = Result<{
  /** The sessions, in the order of the service. */
  sessions: readonly {
    /** A session of the list. */
    readonly session: S;
    /** What the service calls its state, for example `RUNNING`. */
    readonly status: string;
  }[];
  /** Where to go on, if `maxPages` ended the list; empty at its end. */
  nextToken: string;
  /** How many sessions there are in all; undefined where the service does not say. */
  totalCount: number | undefined;
}>;

/** What the service calls the state of a session, for example `RUNNING`. */
export type SessionInfoResult = Result<{
  /** What the service calls its state, for example `RUNNING`. */
  status: string;
}>;

/**
 * Whether a session is gone.
 *
 * `deleted`: it was seen to be gone, now or before, or is none for this key; without success where it was gone before the sync
 * that was asked for, so that what was not uploaded is lost. `kept`: it was not released; `error` says why. `unconfirmed`: it was
 * released, or may have been, and was not seen to be gone: the service may still delete it. `sync` is how the sync before it
 * ended, if one was asked for.
 */
export type DeleteResult =
  | (Success<{
      /** It was seen to be gone. */
      state: 'deleted';
    }> & {
      /** How the sync before it ended; absent where none was asked for. */
      readonly sync?: ContextSyncResult | undefined;
    })
  | (Failure & {
      /**
       * `deleted`: it was gone before the sync that was asked for. `kept`: it was not released. `unconfirmed`: it may be gone, and was
       * not seen to be.
       */
      readonly state: 'deleted' | 'kept' | 'unconfirmed';
      /** How the sync before it ended; absent where none was asked for, or it was not begun. */
      readonly sync?: ContextSyncResult | undefined;
    });

/**
 * How far the downloads are that a new session begins with. `succeeded` only where each context that was to be downloaded is
 * listed and ended in `Success`; one that failed or is not listed is told, in `error` and `missing`.
 */
export type InitialDownloads = WaitSnapshot<{
  /** How they are, in the words of a sync. */
  state: SyncState;
  /** The tasks of the contexts that the session was made with; of each context, path and type the newest, and at the end the one that decided it. */
  contextStatusData: readonly SyncTask[];
  /** How many of their tasks ended, of how many. */
  progress: SyncProgress;
  /** The contexts to be downloaded that the service lists no task for. */
  missing: readonly ContextSync[];
}>;
