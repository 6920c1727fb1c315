import { defer, EMPTY, map, of, repeat, tap, type Observable } from 'rxjs';
import { BadAnswer } from '../model/errors/BadAnswer.js';

/** One page of a list. */
export interface Page<T> {
  readonly requestId: string;
  readonly data: readonly T[];
}

/** How a list is read page by page. `Cursor` says which page. */
export interface Pages<Cursor, P> {
  /** For the error of a service that gives the same page for ever. */
  readonly operation: string;
  readonly first: Cursor;
  readonly read: (cursor: Cursor) => Observable<P>;
  /** Which page comes after this one; undefined after the last. */
  readonly next: (page: P, cursor: Cursor) => Cursor | undefined;
}

/** Reads page after page, each only when it is wanted: nothing more is asked for once it is unsubscribed. */
export const pages = <Cursor, P extends Page<unknown>>({
  operation,
  first,
  read,
  next,
}: Pages<Cursor, P>): Observable<P> =>
  defer(() => {
    let cursor: Cursor | undefined = first;
    let before = '';
    return defer(() => (cursor === undefined ? EMPTY : read(cursor))).pipe(
      map((page) => {
        const told = JSON.stringify(page.data);
        // A service that does not know the token would keep us reading its first page for ever.
        if (told === before && page.data.length > 0) {
          throw new BadAnswer({ operation, where: 'data', expected: 'another page', requestId: page.requestId });
        }
        before = told;
        return page;
      }),
      tap((page) => (cursor = cursor === undefined ? undefined : next(page, cursor))),
      repeat({ delay: () => (cursor === undefined ? EMPTY : of(true)) }),
    );
  });
