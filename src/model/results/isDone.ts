/**
 * Tells the last snapshot of a stream, with `done: true`, from those before it.
 *
 * @example
 * ```ts
 * import { AGB, isDone } from 'rx-context-sync';
 * import { filter, lastValueFrom } from 'rxjs';
 *
 * const { context } = new AGB().session('s-1');
 * const result = await lastValueFrom(context.sync$().pipe(filter(isDone)));
 * if (!result.success) console.error(result.error.message);
 * ```
 */
export const isDone = <S extends { readonly done: boolean }>(
  snapshot: S,
): snapshot is Extract<S, { readonly done: true }> => snapshot.done;
