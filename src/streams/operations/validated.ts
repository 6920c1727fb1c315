import { defer, of, type Observable } from 'rxjs';
import { isContextError, type ContextError } from '../../model/errors/ContextError.js';

/** Checks the arguments first, at each subscription: where one is wrong, its error is the answer and nothing is sent. */
export const validated = <Plan, T>(
  check: () => Plan,
  run: (plan: Plan) => Observable<T>,
  refuse: (error: ContextError) => T,
): Observable<T> =>
  defer(() => {
    const plan = attempt(check);
    return 'wrong' in plan ? of(refuse(plan.wrong)) : run(plan.right);
  });

const attempt = <Plan>(check: () => Plan): { right: Plan } | { wrong: ContextError } => {
  try {
    return { right: check() };
  } catch (error) {
    if (isContextError(error)) return { wrong: error };
    throw error;
  }
};
