import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Ends a stream with the signal's reason as its error. (`takeUntil` would complete it: the last snapshot would look like
 * the result.)
 */
export const abortOn =
  <T>(signal: AbortSignal | undefined): MonoTypeOperatorFunction<T> =>
  (source) =>
    signal === undefined
      ? source
      : new Observable((subscriber) => {
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
