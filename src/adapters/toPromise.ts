import { lastValueFrom, type Observable } from 'rxjs';
import type { AbortOptions } from './AbortOptions.js';
import { abortOn } from './abortOn.js';

/** The last value of a stream. Rejects with the signal's reason when it is aborted; then nothing goes on. */
export const toPromise = <T>(source: Observable<T>, { signal }: AbortOptions = {}): Promise<T> =>
  lastValueFrom(source.pipe(abortOn(signal)));
