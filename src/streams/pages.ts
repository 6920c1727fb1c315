import { defer, EMPTY, of, repeat, tap, throwError, type Observable } from 'rxjs';
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
    let last: P | undefined;
    const asked = new Set<string>();
    const another = (page: P, before: P | undefined) => {
      // A service that does not know the token would keep us reading its first page for ever.
      if (page.data.length > 0 && JSON.stringify(page.data) === JSON.stringify(before?.data)) throw stuck(page);
    };
    const stuck = (page: P | undefined) =>
      new BadAnswer({ operation, where: 'data', expected: 'another page', requestId: page?.requestId ?? '' });
    return defer(() => {
      if (cursor === undefined) return EMPTY;
      asked.add(JSON.stringify(cursor));
      return read(cursor);
    }).pipe(
      tap((page) => {
        another(page, last);
        last = page;
        cursor = cursor === undefined ? undefined : next(page, cursor);
      }),
      repeat({
        delay: () => {
          if (cursor === undefined) return EMPTY;
          return asked.has(JSON.stringify(cursor)) ? throwError(() => stuck(last)) : of(true);
        },
      }),
    );
  });
