import { defer, fromEvent, map, takeUntil, type MonoTypeOperatorFunction } from 'rxjs';

/** Ends a stream with the signal's reason as its error. */
export const throwOnAbort =
  <T>(signal: AbortSignal): MonoTypeOperatorFunction<T> =>
  (source) =>
    defer(() => {
      signal.throwIfAborted();
      const aborted = fromEvent(signal, 'abort').pipe(
        map(() => {
          throw signal.reason;
        }),
      );
      return source.pipe(takeUntil(aborted));
    });
