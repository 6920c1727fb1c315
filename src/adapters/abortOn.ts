import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Ends a stream with the signal's reason as its error. (`takeUntil` would complete it: the last snapshot would look like
 * the result.)
 */
export const abortOn =
  <T>(signal: AbortSignal | undefined | null): MonoTypeOperatorFunction<T> =>
  (source) => {
    // What is no signal is refused where the options are checked, before anything is sent.
    if (typeof signal !== 'object' || signal === null || !('addEventListener' in signal)) return source;
    return new Observable((subscriber) => {
      const abort = (): void => {
        subscriber.error(signal.reason);
      };
      if (signal.aborted) {
        abort();
        return;
      }
      signal.addEventListener('abort', abort);
      subscriber.add(() => {
        signal.removeEventListener('abort', abort);
      });
      subscriber.add(source.subscribe(subscriber));
    });
  };
