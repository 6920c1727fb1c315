import { map, type Observable } from 'rxjs';
import { checkOptions, type Checked, type Rules } from '../model/options/rules.js';
import { failure, success, type Failure } from '../model/results/Result.js';
import type { OperationName, Params } from '../protocol/operations.js';
import type { Answer } from '../protocol/readAnswer.js';
import { validated } from '../streams/validated.js';
import { requestRules, type RequestOptions } from '../model/options/RequestOptions.js';
import type { ServiceClient } from './ServiceClient.js';

/** Options as they were given, and the rules of those that are not of every request. */
export interface GivenOptions<R extends Rules> {
  readonly given: RequestOptions | undefined;
  readonly rules?: R;
}

/** One request, from its arguments to its result: they are checked first, at each subscription. */
export const callOperation = <Name extends OperationName, K extends Name, T, R extends Rules = Rules>(
  service: ServiceClient<Name>,
  operation: K,
  { given, rules }: GivenOptions<R>,
  params: (options: Checked<R>) => Params<K>,
  ok: (answer: Answer<K>) => T,
): Observable<T | Failure> =>
  validated<Observable<Answer<K>>, T | Failure>(
    () => {
      const options = checkOptions({ ...(rules as R), ...requestRules(service) }, given);
      return service.call(operation, params(options), options.requestTimeout);
    },
    (request) => request.pipe(map(ok)),
    failure,
  );

/** What an operation gives that has nothing to say but that it is done. */
export const done = ({ requestId }: { readonly requestId: string }) => success(requestId, {});
