import { Observable, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';

/**
 * Ends a stream with the signal's reason as its error. (`takeUntil` would complete it: the last snapshot would look like
 * the result.)
 */
export const abortOn =
  <T>(signal: AbortSignal | undefined | null): MonoTypeOperatorFunction<T> =>
  (source) => {
    if (signal === undefined || signal === null) return source;
    if (!isSignal(signal)) return throwError(() => new InvalidRequest('signal', 'must be an AbortSignal'));
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

// Not `instanceof`: signals come from other realms, and from polyfills.
const isSignal = (signal: unknown): boolean =>
  typeof signal === 'object' &&
  signal !== null &&
  'aborted' in signal &&
  'addEventListener' in signal &&
  'removeEventListener' in signal;
