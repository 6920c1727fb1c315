import { defer, of, type Observable } from 'rxjs';
import type { ContextError } from '../model/errors/ContextError.js';
import { catchContextError } from './catchContextError.js';

/**
 * Checks the arguments first, at each subscription: where one is wrong, its error is the answer and nothing is sent. An error of
 * the family that `run` ends with is an answer too.
 */
export const validated = <Plan, T>(
  check: () => Plan,
  run: (plan: Plan) => Observable<T>,
  refuse: (error: ContextError) => T,
): Observable<T> => defer(() => run(check())).pipe(catchContextError((error) => of(refuse(error))));
