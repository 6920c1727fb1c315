import { catchError, map, of, throwError, type Observable, type OperatorFunction } from 'rxjs';
import { isContextError } from '../model/errors/ContextError.js';
import { failure, type Failure } from '../model/Result.js';

/** Makes a result of each answer, and of an error of the family too. Foreign errors are bugs and stay errors. */
export const toResult =
  <A, R>(ok: (answer: A) => R): OperatorFunction<A, R | Failure> =>
  (source: Observable<A>) =>
    source.pipe(
      map(ok),
      catchError((error: unknown) => (isContextError(error) ? of(failure(error)) : throwError(() => error))),
    );
