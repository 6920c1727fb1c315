import type { Observable } from 'rxjs';
import type { AbortOptions } from './AbortOptions.js';
import { toPromise } from './toPromise.js';

/** Makes `X` of `X$`: the same arguments, with `signal` among the options, and a promise of the stream's last value. */
export function promised<O, T>(stream: (options?: O) => Observable<T>): (options?: O & AbortOptions) => Promise<T>;
export function promised<O, T>(stream: (options: O) => Observable<T>): (options: O & AbortOptions) => Promise<T>;
export function promised<I, O, T>(
  stream: (what: I, options?: O) => Observable<T>,
): (what: I, options?: O & AbortOptions) => Promise<T>;
export function promised<T>(stream: (...args: unknown[]) => Observable<T>) {
  return (...args: unknown[]): Promise<T> => toPromise(stream(...args), optionsIn(args));
}

const optionsIn = (args: readonly unknown[]): AbortOptions => {
  const last = args.at(-1);
  return typeof last === 'object' && last !== null ? last : {};
};
