import { EMPTY, NEVER, of, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { newHandle } from '../../../src/model/sync/SyncHandle.js';
import type { SyncSnapshot } from '../../../src/model/sync/SyncSnapshot.js';
import type { WaitResult } from '../../../src/model/results/Snapshot.js';
import { syncThenDelete } from '../../../src/streams/operations/syncThenDelete.js';
import { withHistory } from '../../../src/model/errors/withHistory.js';
import type { DeleteResult } from '../../../src/model/sessions/SessionResult.js';
import { rejectedSnapshot } from '../../../src/streams/sync/snapshotOf.js';
import { trouble } from '../../support/errors.js';
import { succeededOf, underwayOf } from '../../support/snapshots.js';
import { inVirtualTime } from '../../support/virtual.js';
import type { ContextError } from '../../../src/model/errors/ContextError.js';
import { NotFound } from '../../../src/model/errors/NotFound.js';
import { TimedOut } from '../../../src/model/errors/TimedOut.js';

const handle = newHandle({ service: 'AGB', sessionId: 's' }, undefined, 0);
const synced: SyncSnapshot = succeededOf({ handle });
const unsynced = (state: 'failed' | 'unconfirmed'): SyncSnapshot => rejectedSnapshot(state, handle, trouble.refused());
const over = new TimedOut({ operation: 'sync', limit: 'maxRetries', allowed: 2 });
const underway: SyncSnapshot = underwayOf({ handle });

const gone: WaitResult<object> = { done: true, success: true, requestId: 'D', polls: 1, elapsed: 0, errorMessage: '' };
const notGone = (error: ContextError, polls: number): WaitResult<object> => ({
  done: true,
  success: false,
  requestId: 'D',
  polls,
  elapsed: 0,
  errorMessage: error.message,
  error,
});

const resultOf = (
  sync: Observable<SyncSnapshot> | undefined,
  end: WaitResult<object> = gone,
  evenIfUnsynced = false,
): unknown => {
  let result: unknown;
  syncThenDelete({ sync, evenIfUnsynced, deletion: of(end) }).subscribe((value) => (result = value));
  return result;
};

describe('deleting', () => {
  it('deletes at once where no sync is asked for', () => {
    expect(resultOf(undefined)).toEqual({ success: true, state: 'deleted', requestId: 'D', errorMessage: '' });
  });

  it('deletes what is synced, and tells the sync', () => {
    expect(resultOf(of(underway, synced))).toMatchObject({ success: true, state: 'deleted', sync: synced });
  });

  it.each(['failed', 'unconfirmed'] as const)(
    'does not delete where the sync is %s, unless that is asked for',
    (state) => {
      const sync = unsynced(state);
      expect(resultOf(of(underway, sync))).toMatchObject({
        success: false,
        state: 'kept',
        error: { _tag: 'Refused' },
        sync,
      });
      expect(resultOf(of(underway, sync), gone, true)).toMatchObject({ success: true, state: 'deleted', sync });
    },
  );

  it('says in place of what can be done about the sync that the session is kept', () => {
    const error = withHistory(over, { lastSnapshot: underway, answers: { list: 2 }, lastDelay: 5 }, 'follow it');
    const sync = rejectedSnapshot('unconfirmed', handle, error);
    const kept = resultOf(of(sync)) as DeleteResult;
    expect(kept.errorMessage).toBe(`${over.message}; the session is kept: try again, or set \`evenIfUnsynced\``);
    expect(kept).toMatchObject({
      state: 'kept',
      error: Object.assign({}, error, { message: kept.errorMessage }),
      sync: { error },
    });
  });

  it('says that the session is gone where the sync found that, and that it was not synced', () => {
    const error = new NotFound({
      operation: 'SyncContext',
      httpStatus: 400,
      code: 'InvalidMcpSession.NotFound',
      serviceMessage: '',
      requestId: 'Q',
    });
    const sync = rejectedSnapshot('failed', handle, error);
    expect(resultOf(of(sync))).toMatchObject({ success: false, state: 'deleted', error, requestId: 'Q', sync });
    expect(resultOf(of(sync), gone, true)).toMatchObject({ success: true, state: 'deleted', sync });
  });

  it('does not delete before the sync is over, nor at all where it never is', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const deletion = cold<WaitResult<object>>('--(g|)', { g: gone });
      const sync = cold('-u--(d|)', { u: underway, d: synced });
      expectObservable(syncThenDelete({ sync, evenIfUnsynced: true, deletion })).toBe('------(r|)', {
        r: { success: true, state: 'deleted', requestId: 'D', errorMessage: '', sync: synced },
      });
      expectSubscriptions(deletion.subscriptions).toBe('----^-!');
    });
    for (const sync of [NEVER, EMPTY, of(underway)]) expect(resultOf(sync, gone, true)).toBeUndefined();
  });

  it('deletes nothing once it is unsubscribed', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const deletion = cold<WaitResult<object>>('(g|)', { g: gone });
      const sync = cold('-u--(d|)', { u: underway, d: synced });
      expectObservable(syncThenDelete({ sync, evenIfUnsynced: false, deletion }), '^--!').toBe('-');
      expectSubscriptions(sync.subscriptions).toBe('^--!');
      expectSubscriptions(deletion.subscriptions).toBe([]);
    });
  });

  it.each<[string, ContextError, number, string]>([
    ['was refused', trouble.refused(), 0, 'kept'],
    ['came too often', trouble.rateLimited(), 0, 'kept'],
    ['did not reach the service', trouble.connectionRefused(), 0, 'kept'],
    ['may have been lost', trouble.connectionReset(), 0, 'unconfirmed'],
    ['took too long', trouble.slow(), 0, 'unconfirmed'],
    ['was no release at all', trouble.unauthorized(), 0, 'kept'],
    [
      'was taken, and the end was not seen',
      new TimedOut({ operation: 'delete', limit: 'timeout', allowed: 1 }),
      3,
      'unconfirmed',
    ],
    ['was taken, and the status is refused', trouble.unauthorized(), 1, 'unconfirmed'],
    [
      'was taken, and no status was told in time',
      new TimedOut({ operation: 'delete', limit: 'timeout', allowed: 1 }),
      0,
      'unconfirmed',
    ],
  ])('says what became of the session where the release %s', (_, error, polls, state) => {
    expect(resultOf(undefined, notGone(error, polls))).toMatchObject({ success: false, state, error, requestId: 'D' });
  });
});
