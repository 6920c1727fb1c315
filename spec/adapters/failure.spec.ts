import { defer, firstValueFrom, type Observable, of, throwError, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { throwOnFailure } from '../../src/adapters/throwOnFailure.js';
import { toTaskEither } from '../../src/adapters/toTaskEither.js';
import { failure, success, type Result } from '../../src/model/results/Result.js';
import type { SyncSnapshot, SyncSucceeded, SyncUnderway } from '../../src/model/sync/SyncSnapshot.js';
import { rejectedSnapshot } from '../../src/streams/sync/snapshotOf.js';
import { trouble } from '../support/errors.js';
import { handleOf } from '../support/picture.js';
import { succeededOf, underwayOf } from '../support/snapshots.js';

const error = trouble.refused();
const underway = underwayOf({ warning: trouble.slow() });
const succeeded = succeededOf();
const failed = rejectedSnapshot('failed', handleOf(), error);

describe('throwOnFailure', () => {
  it('passes snapshots without an error on, warnings or not', async () => {
    await expect(firstValueFrom(of(underway, succeeded).pipe(throwOnFailure(), toArray()))).resolves.toEqual([
      underway,
      succeeded,
    ]);
  });

  it('puts the error in the place of the snapshot that holds it', () => {
    const seen: unknown[] = [];
    of(underway, failed)
      .pipe(throwOnFailure())
      .subscribe({ next: (value) => seen.push(value), error: (thrown: unknown) => seen.push(thrown) });
    expect(seen).toEqual([underway, error]);
  });

  it('works for other results too', async () => {
    const result = failure(error) as Result<{ status: string }>;
    await expect(firstValueFrom(of(result).pipe(throwOnFailure()))).rejects.toBe(error);
  });

  it('narrows', () => {
    const narrowed = of<SyncSnapshot>(succeeded).pipe(throwOnFailure());
    expectTypeOf(narrowed).toEqualTypeOf<Observable<SyncSucceeded | SyncUnderway>>();
  });
});

describe('toTaskEither', () => {
  it('is lazy, and subscribes anew each time it is run', async () => {
    let subscriptions = 0;
    const task = toTaskEither(
      defer(() => {
        subscriptions++;
        return of(succeeded);
      }),
    );
    expect(subscriptions).toBe(0);
    await task();
    await task();
    expect(subscriptions).toBe(2);
  });

  it('is Right of a success, Left of the error of a failure', async () => {
    const good = success('R', { status: 'RUNNING' });
    await expect(toTaskEither(of(good as Result<{ status: string }>))()).resolves.toEqual({
      _tag: 'Right',
      right: good,
    });
    await expect(toTaskEither(of(underway, failed))()).resolves.toEqual({ _tag: 'Left', left: error });
    await expect(toTaskEither(of(failed).pipe(throwOnFailure()))()).resolves.toEqual({ _tag: 'Left', left: error });
  });

  it('rejects for what is no outcome: a bug', async () => {
    await expect(toTaskEither(throwError(() => new RangeError('bug')))()).rejects.toThrow(RangeError);
  });
});
