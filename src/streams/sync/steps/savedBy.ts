import {
  catchError,
  defer,
  EMPTY,
  from,
  ignoreElements,
  isObservable,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import type { SyncCheckpoint } from '../../../model/sync/SyncCheckpoint.js';

/**
 * Keeps a checkpoint. A promise that it gives is waited for, and a stream is subscribed and waited for to its end. What it throws, or
 * rejects with, keeps the trigger from being sent.
 */
export type SaveCheckpoint = (checkpoint: SyncCheckpoint) => unknown;

/** What `save` threw: whatever it is, it says nothing of the service. */
class NotSaved extends Error {}

/** Ends when it is saved. */
export const savedBy = (save: SaveCheckpoint, checkpoint: SyncCheckpoint): Observable<never> =>
  defer(() => {
    const saving = save(checkpoint);
    return isPromise(saving) || isObservable(saving) ? from(saving).pipe(ignoreElements()) : EMPTY;
  }).pipe(
    catchError((cause: unknown) => {
      throw new NotSaved('not saved', { cause });
    }),
  );

/** Gives what `save` threw to whoever gave that. */
export const thrownBySave = <T>(): MonoTypeOperatorFunction<T> =>
  catchError((error: unknown) => {
    throw error instanceof NotSaved ? error.cause : error;
  });

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
