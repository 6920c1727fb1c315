import type { ContextError } from '../errors/ContextError.js';

/** What {@link unwrap} takes: any result or snapshot of this library. */
export interface Unwrappable {
  /** Whether it holds what was asked for. */
  readonly success: boolean;
  /** What went wrong, where it has failed. */
  readonly error?: ContextError | undefined;
}

/** The successful members of a union of results. */
export type Successful<R extends Unwrappable> = Extract<R, { readonly success: true }>;

/**
 * Gives the successful result, or throws its error.
 *
 * @throws the `error` of a result that is not successful: a member of `ContextError`.
 *
 * @example
 * ```ts
 * import { AGB, unwrap } from 'rx-context-sync';
 *
 * const { context } = unwrap(await new AGB().context.get('my-data', { create: true }));
 * ```
 */
export const unwrap = <R extends Unwrappable>(result: R): Successful<R> => {
  if (isSuccessful(result)) return result;
  throw (
    result.error ?? new TypeError('unwrap takes results; this value is neither successful nor does it hold an error')
  );
};

const isSuccessful = <R extends Unwrappable>(result: R): result is Successful<R> => result.success;
