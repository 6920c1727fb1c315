import { defer, map, merge, of, switchMap, takeWhile, tap, timer, type Observable } from 'rxjs';
import { TimedOut } from '../../model/errors/TimedOut.js';
import type { ContextError } from '../../model/errors/ContextError.js';
import { failure } from '../../model/results/Result.js';
import type { TransferSnapshot } from '../../model/files/TransferSnapshot.js';
import { catchContextError } from '../polling/catchContextError.js';

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
