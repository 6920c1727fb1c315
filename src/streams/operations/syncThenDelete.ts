import { filter, map, of, switchMap, type Observable } from 'rxjs';
import type { DeleteResult } from '../../model/sessions/SessionResult.js';
import type { ContextError } from '../../model/errors/ContextError.js';
import { isTransient } from '../../model/errors/isTransient.js';
import { withHistory } from '../../model/errors/withHistory.js';
import { failure, success } from '../../model/results/Result.js';
import type { ContextSyncResult, SyncError, SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import type { WaitResult } from '../../model/results/Snapshot.js';
import { saysGone } from './saysGone.js';
import { isSafeToRetry } from '../polling/isSafeToRetry.js';

/** The parts of a deletion. */
export interface SyncThenDelete {
  /** The sync before it; undefined where none was asked for. */
  readonly sync: Observable<SyncSnapshot> | undefined;
  /** Go on where that sync was not confirmed. */
  readonly evenIfUnsynced: boolean;
  readonly deletion: Observable<WaitResult<object>>;
}

/** Syncs first, if that is asked for, and deletes only what is synced, unless it is to be deleted all the same. */
export const syncThenDelete = ({ sync, evenIfUnsynced, deletion }: SyncThenDelete): Observable<DeleteResult> => {
  const deleted = deletion.pipe(map(resultOf));
  if (sync === undefined) return deleted;
  return sync.pipe(
    filter((snapshot): snapshot is ContextSyncResult => snapshot.done),
    switchMap((synced) => {
      const result = synced.error !== undefined && !evenIfUnsynced ? of(notSynced(synced.error)) : deleted;
      return result.pipe(map((end) => ({ ...end, sync: synced })));
    }),
  );
};

/** The result where nothing was released. */
export const notDeleted = (error: ContextError): DeleteResult => ({ ...failure(error), state: 'kept' });

// A session that is gone cannot be synced, and not be kept either.
const notSynced = (error: SyncError): DeleteResult => {
  if (saysGone(error)) return { ...failure(error), state: 'deleted' };
  const { lastSnapshot, answers = {}, lastDelay } = error;
  // It is thrown on, to somebody who asked for a deletion.
  return notDeleted(withHistory(error, { lastSnapshot, answers, lastDelay }, whatToDo));
};

const whatToDo = 'the session is kept: try again, or set `evenIfUnsynced`';

const resultOf = (end: WaitResult<object>): DeleteResult => {
  if (end.success) return success(end.requestId, { state: 'deleted' });
  const { requestId, polls, error } = end;
  // What took too long may have arrived, and `timeout` begins once the release was taken.
  const mayBeReleased = polls > 0 || error._tag === 'TimedOut' || (isTransient(error) && !isSafeToRetry(error));
  return { ...failure(error), requestId, state: mayBeReleased ? 'unconfirmed' : 'kept' };
};
