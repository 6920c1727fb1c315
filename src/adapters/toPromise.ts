import { lastValueFrom, type Observable } from 'rxjs';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import { isSignal, type AbortOptions } from './AbortOptions.js';
import { abortOn } from './abortOn.js';

/**
 * The last value of a stream. Rejects with the signal's reason when it is aborted; then nothing goes on. What is no signal is
 * an `InvalidRequest`.
 *
 * @example
 * ```ts
 * import { AGB, throwOnFailure, toPromise } from 'rx-context-sync';
 *
 * const synced$ = new AGB().session('s-1').context.sync$().pipe(throwOnFailure());
 * const { state } = await toPromise(synced$, { signal: AbortSignal.timeout(60_000) });
 * console.log(state);
 * ```
 */
export const toPromise = async <T>(source: Observable<T>, { signal }: AbortOptions = {}): Promise<T> => {
  if ((signal ?? undefined) !== undefined && !isSignal(signal)) {
    throw new InvalidRequest('signal', 'must be an AbortSignal');
  }
  // A stream without a value would be a bug of ours: no default could stand in for its result.
  // eslint-disable-next-line rxjs-x/no-ignored-default-value
  return lastValueFrom(source.pipe(abortOn(signal ?? undefined)));
};
