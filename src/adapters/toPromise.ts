import { lastValueFrom, type Observable } from 'rxjs';
import type { AbortOptions } from './AbortOptions.js';
import { abortOn } from './abortOn.js';

/** The last value of a stream. Rejects with the signal's reason when it is aborted; then nothing goes on. */
export const toPromise = <T>(source: Observable<T>, { signal }: AbortOptions = {}): Promise<T> =>
  // A stream without a value would be a bug of ours: no default could stand in for its result.
  // eslint-disable-next-line rxjs-x/no-ignored-default-value
  lastValueFrom(source.pipe(abortOn(signal)));
