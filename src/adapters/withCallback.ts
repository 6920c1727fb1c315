import type { Observable } from 'rxjs';
import type { ContextSyncResult, SyncSnapshot } from '../model/sync/SyncSnapshot.js';
import type { SyncStartResult } from '../model/sync/SyncStartResult.js';
import { abortOn } from './abortOn.js';

/** Told the end of a sync, once. What it throws surfaces as an unhandled error. */
export type SyncCallback = (success: boolean, result: ContextSyncResult) => void;

/**
 * Runs a sync in the background: the promise settles with the trigger's result, the callback is called once, after the
 * end. A sync that is aborted has no end: then it is not called, and the promise, if it still waits, rejects.
 */
export const withCallback = (
  sync: (onStart: (result: SyncStartResult) => void) => Observable<SyncSnapshot>,
  callback: SyncCallback,
  signal?: AbortSignal,
): Promise<SyncStartResult> =>
  new Promise((resolve, reject) => {
    let end: ContextSyncResult | undefined;
    let isSettled = false;
    const settle = (result: SyncStartResult): void => {
      isSettled = true;
      resolve(result);
    };
    sync(settle)
      .pipe(abortOn(signal))
      .subscribe({
        next: (snapshot) => {
          if (snapshot.done) end = snapshot;
        },
        // rxjs reports what these two throw as unhandled, and calls neither again.
        error: (error: unknown) => {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a signal's reason can be any value
          reject(error);
          if (isSettled && signal?.aborted !== true) throw error;
        },
        complete: () => {
          if (end) callback(end.success, end);
        },
      });
  });
