import type { Observable } from 'rxjs';
import { milliseconds } from '../model/check.js';
import { failure, type Failure } from '../model/Result.js';
import type { OperationName, Params } from '../protocol/operations.js';
import type { Answer } from '../protocol/readAnswer.js';
import { planned } from '../streams/planned.js';
import { toResult } from '../streams/toResult.js';
import type { Remote } from './Remote.js';

/** One request, from its arguments to its result: they are checked first, at each subscription. */
export const ask = <K extends OperationName, R>(
  remote: Remote,
  operation: K,
  options: { readonly requestTimeout?: number | undefined },
  params: () => Params<K>,
  ok: (answer: Answer<K>) => R,
): Observable<R | Failure> =>
  planned<{ params: Params<K>; requestTimeout: number }, R | Failure>(
    () => ({
      params: params(),
      requestTimeout: milliseconds('requestTimeout', options.requestTimeout ?? remote.requestTimeout, 1),
    }),
    (checked) => remote.call(operation, checked.params, checked.requestTimeout).pipe(toResult(ok)),
    failure,
  );
