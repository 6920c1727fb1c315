import type { Failure, Success } from '../results/Result.js';
import type { SyncHandle } from './SyncHandle.js';
import type { SyncError } from './SyncSnapshot.js';

/** The service accepted the trigger: `follow` the handle to the end. */
export interface SyncStarted {
  /** True: the service accepted the trigger, which is no proof of what its tasks do. */
  readonly success: true;
  /** Absent: how it ends is told by following it. */
  readonly state?: undefined;
  /** The request id of the trigger. */
  readonly requestId: string;
  /** Which sync it is: to be stored, and followed. */
  readonly handle: SyncHandle;
  /** Empty: there is no error. */
  readonly errorMessage: '';
  /** Absent: there is none. */
  readonly error?: undefined;
}

/** The trigger was not sent, was refused, or nobody knows whether it arrived. */
export interface SyncNotStarted {
  /** False: `error` says why. */
  readonly success: false;
  /** `failed`: surely nothing was triggered. `unconfirmed`: the trigger may have arrived, and following `handle` may tell. */
  readonly state: 'failed' | 'unconfirmed';
  /** The request id of the refusal; empty when there was no answer. */
  readonly requestId: string;
  /** Can be followed all the same: a new task that is listed proves that the trigger arrived. Nothing else does. */
  readonly handle: SyncHandle;
  /** The message of `error`. */
  readonly errorMessage: string;
  /** What went wrong: its `_tag` tells the kind. */
  readonly error: SyncError;
}

/** What `start` gives: whether the trigger was accepted, and the handle of the sync. */
export type SyncStartResult = SyncStarted | SyncNotStarted;

/**
 * What `prepare` gives: the handle of a sync that is not triggered yet (`accepted: false`), with the baseline in it. Where it failed,
 * nothing was sent but requests for the status list.
 */
export type SyncPrepareResult =
  | Success<{
      /** The sync that can be triggered: to be stored before that. */
      handle: SyncHandle;
    }>
  | (Failure<{
      /** Absent: there is nothing to be triggered. */
      handle: SyncHandle;
    }> & {
      /** What went wrong: its `_tag` tells the kind. */
      error: SyncError;
    });
