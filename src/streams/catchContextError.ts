import { catchError, type ObservableInput, type OperatorFunction } from 'rxjs';
import { isContextError, type ContextError } from '../model/errors/ContextError.js';

/** Like `catchError`, for the error family only: foreign errors are bugs, and stay stream errors. */
export const catchContextError = <T, R>(
  handle: (error: ContextError) => ObservableInput<R>,
): OperatorFunction<T, T | R> =>
  catchError((error: unknown) => {
    if (isContextError(error)) return handle(error);
    throw error;
  });
