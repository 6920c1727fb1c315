import { filter, lastValueFrom, of, type Observable } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { throwOnFailure } from '../../../src/adapters/throwOnFailure.js';
import type { AgentBaySession } from '../../../src/client/AgentBay.js';
import type { Session } from '../../../src/client/Session.js';
import type { BindResult, BindSnapshot } from '../../../src/model/contexts/Binding.js';
import type { ClearResult, ClearSnapshot } from '../../../src/model/contexts/ClearOptions.js';
import type { TransferResult, TransferSnapshot } from '../../../src/model/files/TransferSnapshot.js';
import { isDone } from '../../../src/model/results/isDone.js';
import type { CreateSessionResult, CreateSessionSnapshot } from '../../../src/model/sessions/SessionResult.js';
import type { ContextSyncResult, SyncSnapshot, SyncSucceeded } from '../../../src/model/sync/SyncSnapshot.js';
import { rejectedSnapshot } from '../../../src/streams/sync/snapshotOf.js';
import { trouble } from '../../support/errors.js';
import { handleOf } from '../../support/picture.js';
import { succeededOf, underwayOf } from '../../support/snapshots.js';

const failed = rejectedSnapshot('failed', handleOf(), trouble.refused());

describe('isDone', () => {
  it('tells the last snapshot, good or bad, from those before it', () => {
    expect([underwayOf(), succeededOf(), failed].map((snapshot) => isDone(snapshot))).toEqual([false, true, true]);
  });

  it('makes of the last value of a sync its result', async () => {
    const snapshots = of<SyncSnapshot[]>(underwayOf(), succeededOf());
    const result = await lastValueFrom(snapshots.pipe(filter(isDone)));
    expectTypeOf(result).toEqualTypeOf<ContextSyncResult>();
    expect(result.state).toBe('succeeded');
  });

  it('narrows before and after throwOnFailure', () => {
    const snapshots = of<SyncSnapshot[]>(underwayOf(), succeededOf());
    expectTypeOf(snapshots.pipe(throwOnFailure(), filter(isDone))).toEqualTypeOf<Observable<SyncSucceeded>>();
    expectTypeOf(snapshots.pipe(filter(isDone), throwOnFailure())).toEqualTypeOf<Observable<SyncSucceeded>>();
  });

  it('narrows the snapshots of all that takes time', () => {
    const doneOf = <S extends { readonly done: boolean }>(snapshots: Observable<S>) => snapshots.pipe(filter(isDone));
    expectTypeOf(doneOf<ClearSnapshot>).returns.toEqualTypeOf<Observable<ClearResult>>();
    expectTypeOf(doneOf<BindSnapshot>).returns.toEqualTypeOf<Observable<BindResult>>();
    expectTypeOf(doneOf<TransferSnapshot>).returns.toEqualTypeOf<Observable<TransferResult>>();
    expectTypeOf(doneOf<TransferSnapshot<{ blob: Blob }>>).returns.toEqualTypeOf<
      Observable<TransferResult<{ blob: Blob }>>
    >();
    expectTypeOf(doneOf<CreateSessionSnapshot<Session>>).returns.toEqualTypeOf<
      Observable<CreateSessionResult<Session>>
    >();
    expectTypeOf(doneOf<CreateSessionSnapshot<AgentBaySession>>).returns.toEqualTypeOf<
      Observable<CreateSessionResult<AgentBaySession>>
    >();
  });
});
