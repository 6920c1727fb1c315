import { defer, EMPTY, fromEvent, takeUntil, type MonoTypeOperatorFunction } from 'rxjs';

/** Ends a stream where the signal is aborted, and begins none then. */
export const untilAbort =
  <T>(signal: AbortSignal): MonoTypeOperatorFunction<T> =>
  (source) =>
    defer(() => (signal.aborted ? EMPTY : source.pipe(takeUntil(fromEvent(signal, 'abort')))));
