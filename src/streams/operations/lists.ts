import { concatMap, from, map, take, toArray, type Observable, type OperatorFunction } from 'rxjs';
import { failure, success, type Failure, type Success } from '../../model/results/Result.js';
import { pages, type Page, type Pages } from './pages.js';
import { validated } from '../validated.js';

/** A list to read. */
export interface ListPlan<Cursor, P> extends Pages<Cursor, P> {
  /** How many pages to read, at most; undefined = all. */
  readonly maxPages: number | undefined;
}

/** Emits each entry of a list as a result; the next page is asked for when it is wanted. A failure comes last. */
export const listItems = <T, Cursor, P extends Page<T>, Fields extends object>(
  check: () => ListPlan<Cursor, P>,
  fieldsOf: (entry: P['data'][number]) => Fields,
): Observable<Success<Fields> | Failure> =>
  listed(
    check,
    concatMap(({ requestId, data }) => from(data).pipe(map((entry) => success(requestId, fieldsOf(entry))))),
  );

/** Emits a list as one result. */
export const listAll = <T, Cursor, P extends Page<T>, Fields extends object>(
  check: () => ListPlan<Cursor, P>,
  fieldsOf: (entries: P['data'], last: P) => Fields,
): Observable<Success<Fields> | Failure> =>
  listed(check, (read) =>
    read.pipe(
      toArray(),
      map((all) => {
        const last = all.at(-1) as P;
        return success(
          last.requestId,
          fieldsOf(
            all.flatMap(({ data }) => data),
            last,
          ),
        );
      }),
    ),
  );

const listed = <Cursor, P extends Page<unknown>, R>(
  check: () => ListPlan<Cursor, P>,
  present: OperatorFunction<P, R>,
): Observable<R | Failure> =>
  validated<ListPlan<Cursor, P>, R | Failure>(
    check,
    (plan) => pages(plan).pipe(take(plan.maxPages ?? Infinity), present),
    failure,
  );
