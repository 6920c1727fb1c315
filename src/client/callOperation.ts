import type { Observable } from 'rxjs';
import { knownOptions } from '../model/options/rules.js';
import { failure, type Failure } from '../model/results/Result.js';
import type { OperationName, Params } from '../protocol/operations.js';
import type { Answer } from '../protocol/readAnswer.js';
import { validated } from '../streams/operations/validated.js';
import { toResult } from '../streams/polling/toResult.js';
import type { ServiceClient } from './ServiceClient.js';
import { checkedTimeout, type RequestOptions } from './RequestOptions.js';

/** One request, from its arguments to its result: they are checked first, at each subscription. */
export const callOperation = <Name extends OperationName, K extends Name, Options extends RequestOptions, R>(
  remote: ServiceClient<Name>,
  operation: K,
  options: { readonly given: Options | undefined; readonly known?: readonly string[] },
  params: (options: Partial<Options>) => Params<K>,
  ok: (answer: Answer<K>) => R,
): Observable<R | Failure> =>
  validated<{ params: Params<K>; requestTimeout: number }, R | Failure>(
    () => {
      const checked = knownOptions(options.given, [...(options.known ?? []), 'requestTimeout', 'signal']);
      return { params: params(checked), requestTimeout: checkedTimeout(checked, remote) };
    },
    (checked) => remote.call(operation, checked.params, checked.requestTimeout).pipe(toResult(ok)),
    failure,
  );
