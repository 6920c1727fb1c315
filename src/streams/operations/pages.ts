import { defer, EMPTY, of, repeat, tap, throwError, type Observable } from 'rxjs';
import { BadAnswer } from '../../model/errors/BadAnswer.js';
import { circleDetector } from './circleDetector.js';

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

/** So many empty pages in a row, each with a token for the next, are no list: an honest service may leave some empty. */
const mostEmptyPages = 1000;

/**
 * Reads page after page, each only when it is wanted: nothing more is asked for once it is unsubscribed. A service that brings
 * nothing new would keep us reading for ever: pages or tokens that go in a circle, or empty pages without end, are its error.
 */
export const pages = <Cursor, P extends Page<unknown>>({
  operation,
  first,
  read,
  next,
}: Pages<Cursor, P>): Observable<P> =>
  defer(() => {
    const isCircleOfPages = circleDetector();
    const isCircleOfCursors = circleDetector();
    let emptyPages = 0;
    let cursor = first;
    let following: Cursor | undefined;
    let requestId = '';

    const stuck = () => new BadAnswer({ operation, where: 'data', expected: 'another page', requestId });
    const bringsNothing = ({ data }: P): boolean => {
      emptyPages = data.length === 0 ? emptyPages + 1 : 0;
      return data.length > 0 && isCircleOfPages(JSON.stringify(data));
    };
    const isStuckAt = (wanted: Cursor): boolean =>
      emptyPages >= mostEmptyPages || isCircleOfCursors(JSON.stringify(wanted));

    isCircleOfCursors(JSON.stringify(first));
    return defer(() => read(cursor)).pipe(
      tap((page) => {
        requestId = page.requestId;
        if (bringsNothing(page)) throw stuck();
        following = next(page, cursor);
      }),
      repeat({
        delay: () => {
          if (following === undefined) return EMPTY;
          cursor = following;
          return isStuckAt(cursor) ? throwError(() => stuck()) : of(0);
        },
      }),
    );
  });
