import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Observable } from 'rxjs';
import { isContextError, type ContextError } from '../model/errors/ContextError.js';
import { unwrap, type Successful, type Unwrappable } from '../model/results/unwrap.js';
import { toPromise } from './toPromise.js';

/**
 * The fp-ts form of a stream of results: a lazy task whose Left is the error and whose Right is the successful result.
 * Each run of the task subscribes anew.
 *
 * @example
 * ```ts
 * import { AGB, toTaskEither } from 'rx-context-sync';
 *
 * const sync = toTaskEither(new AGB().session('s-1').context.sync$());
 * const ended = await sync();
 * console.log(ended._tag === 'Right' ? ended.right.progress.total : ended.left._tag);
 * ```
 */
export const toTaskEither =
  <R extends Unwrappable>(source: Observable<R>): TaskEither<ContextError, Successful<R>> =>
  async () => {
    try {
      return { _tag: 'Right', right: unwrap(await toPromise(source)) };
    } catch (error) {
      if (isContextError(error)) return { _tag: 'Left', left: error };
      throw error;
    }
  };
