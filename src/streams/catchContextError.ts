import { catchError, map, of, type Observable, type ObservableInput, type OperatorFunction } from 'rxjs';
import { isContextError, type ContextError } from '../model/errors/ContextError.js';
import { failure, type Failure } from '../model/results/Result.js';

/** Like `catchError`, for the error family only: foreign errors are bugs, and stay stream errors. */
export const catchContextError = <T, R>(
  handle: (error: ContextError) => ObservableInput<R>,
): OperatorFunction<T, T | R> =>
  catchError((error: unknown) => {
    if (isContextError(error)) return handle(error);
    throw error;
  });

/** Makes a result of each answer, and of an error of the family too. */
export const toResult =
  <A, R>(ok: (answer: A) => R): OperatorFunction<A, R | Failure> =>
  (source: Observable<A>) =>
    source.pipe(
      map(ok),
      catchContextError((error) => of(failure(error))),
    );
