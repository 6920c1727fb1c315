import {
  defer,
  finalize,
  map,
  merge,
  of,
  switchMap,
  takeWhile,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { TimedOut } from '../../model/errors/TimedOut.js';
import type { ContextError } from '../../model/errors/ContextError.js';
import { failure } from '../../model/results/Result.js';
import { type DownloadOptions, isSink } from '../../model/files/TransferOptions.js';
import type { TransferNotSucceeded, TransferSnapshot } from '../../model/files/TransferSnapshot.js';
import { catchContextError } from '../catchContextError.js';

/** How far a transfer is; `isWhole` comes last. */
export interface Transferred {
  readonly loaded: number;
  readonly total: number | undefined;
  readonly isWhole: boolean;
}

/** The two steps of a transfer. */
export interface TransferTransport<T extends Transferred> {
  readonly operation: string;
  readonly locate: Observable<{ readonly requestId: string; readonly data: { readonly url: string } }>;
  readonly transfer: (url: string) => Observable<T>;
}

/** Asks for a URL, then transfers the file: a snapshot for each bit of it, the last one with `done: true`. */
export const transferFile = <T extends Transferred, Fields extends object>(
  { operation, locate, transfer }: TransferTransport<T>,
  allowed: number,
  fieldsOf: (whole: T) => Fields,
): Observable<TransferSnapshot<Fields>> =>
  defer(() => {
    let facts = { requestId: '', loaded: 0, total: undefined as number | undefined };
    const failed = (error: ContextError) => {
      const requestId = facts.requestId || failure(error).requestId;
      return { done: true, ...failure(error), ...facts, requestId } as TransferSnapshot<Fields>;
    };
    const snapshots = locate.pipe(
      tap(({ requestId }) => (facts = { ...facts, requestId })),
      switchMap(({ data }) => transfer(data.url)),
      map((moved): TransferSnapshot<Fields> => {
        facts = { ...facts, loaded: moved.loaded, total: moved.total };
        // What is not whole lacks all of the fields.
        return moved.isWhole
          ? { done: true, success: true, ...facts, errorMessage: '', ...fieldsOf(moved) }
          : ({ done: false, success: false, ...facts, errorMessage: '' } as TransferSnapshot<Fields>);
      }),
      catchContextError((error) => of(failed(error))),
    );
    const deadline = timer(allowed).pipe(map(() => failed(new TimedOut({ operation, limit: 'timeout', allowed }))));
    return merge(deadline, snapshots).pipe(takeWhile(({ done }) => !done, true));
  });

/** The only snapshot of a transfer that was not begun. */
export const notTransferred = (error: ContextError): TransferNotSucceeded & { readonly blob?: undefined } => ({
  done: true,
  loaded: 0,
  total: undefined,
  ...failure(error),
});

/**
 * Aborts the stream that a file is written to where it did not come whole: whoever reads at the other end must not wait for what
 * will not come. A locked one is aborted by who locked it.
 */
export const abortUnlessWhole =
  <T extends { readonly success: boolean; readonly errorMessage: string }>(
    options: DownloadOptions | undefined,
  ): MonoTypeOperatorFunction<T> =>
  (source) =>
    defer(() => {
      let last: T | undefined;
      return source.pipe(
        tap((snapshot) => (last = snapshot)),
        finalize(() => {
          const to: unknown = options?.to;
          if (last?.success === true || !isSink(to) || to.locked) return;
          to.abort(new Error(last?.errorMessage || 'unsubscribed')).catch(() => undefined);
        }),
      );
    });
