import { map, type OperatorFunction } from 'rxjs';
import type { Unwrappable } from '../model/results/unwrap.js';
import type { ContextError } from '../model/errors/ContextError.js';

/** The members of a union of results that hold no error. */
export type WithoutError<R> = Exclude<R, { readonly error: ContextError }>;

/**
 * An operator for those who want a failed result as a stream error: it takes the place of the value that holds it.
 *
 * @example
 * ```ts
 * import { AGB, throwOnFailure } from 'rx-context-sync';
 *
 * new AGB()
 *   .session('s-1')
 *   .context.sync$()
 *   .pipe(throwOnFailure())
 *   .subscribe({ complete: () => console.log('synced'), error: (error) => console.error(error.message) });
 * ```
 */
export const throwOnFailure =
  <R extends Unwrappable>(): OperatorFunction<R, WithoutError<R>> =>
  (source) =>
    source.pipe(
      map((value) => {
        if (value.error !== undefined) throw value.error;
        return value as WithoutError<R>;
      }),
    );
