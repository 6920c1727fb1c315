import { defer, EMPTY, of, repeat, tap, throwError, type Observable } from 'rxjs';
import { BadAnswer } from '../../model/errors/BadAnswer.js';
import { recentKeys } from './recentKeys.js';

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

/** So many pages and tokens are remembered: a circle of as many is noticed before anything is given twice. */
const remembered = 1000;

/** So many empty pages in a row, each with a token for the next, are no list: an honest service may leave some empty. */
const mostEmptyPages = 1000;

/**
 * Reads page after page, each only when it is wanted: nothing more is asked for once it is unsubscribed. A service that brings
 * nothing new would keep us reading for ever: a token or a page that was there before, or empty pages without end, are its
 * error.
 */
export const pages = <Cursor, P extends Page<unknown>>({
  operation,
  first,
  read,
  next,
}: Pages<Cursor, P>): Observable<P> =>
  defer(() => {
    const asked = recentKeys(remembered);
    const given = recentKeys(remembered);
    let emptyPages = 0;
    let cursor: Cursor | undefined = first;
    let last: P | undefined;
    const stuck = (page: P | undefined) =>
      new BadAnswer({ operation, where: 'data', expected: 'another page', requestId: page?.requestId ?? '' });
    const bringsNothing = ({ data }: P): boolean => {
      emptyPages = data.length === 0 ? emptyPages + 1 : 0;
      return data.length > 0 && given.isRepeated(JSON.stringify(data));
    };
    asked.isRepeated(JSON.stringify(first));
    return defer(() => (cursor === undefined ? EMPTY : read(cursor))).pipe(
      tap((page) => {
        if (bringsNothing(page)) throw stuck(page);
        last = page;
        cursor = cursor === undefined ? undefined : next(page, cursor);
      }),
      repeat({
        delay: () => {
          if (cursor === undefined) return EMPTY;
          const isStuck = emptyPages >= mostEmptyPages || asked.isRepeated(JSON.stringify(cursor));
          return isStuck ? throwError(() => stuck(last)) : of(true);
        },
      }),
    );
  });
