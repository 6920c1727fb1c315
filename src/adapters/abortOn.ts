import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Ends a stream with the signal's reason as its error. (`takeUntil` would complete it: the last snapshot would look like
 * the result.)
 */
export const abortOn =
  <T>(signal: AbortSignal | undefined): MonoTypeOperatorFunction<T> =>
  (source) => {
    if (signal === undefined) return source;
    return new Observable((subscriber) => {
      const abort = (): void => {
        subscriber.error(signal.reason);
      };
      if (signal.aborted) {
        abort();
        return;
      }
      subscriber.add(whenAborted(signal, abort));
      subscriber.add(source.subscribe(subscriber));
    });
  };

/** What is to be done when a signal is aborted, in order. */
interface Waiting {
  readonly actions: Set<() => void>;
  readonly listener: () => void;
}

const waiting = new WeakMap<AbortSignal, Waiting>();

/**
 * Does something once a signal is aborted; what it gives takes that back. A signal is listened to once, however many streams
 * it ends: Node takes more than ten listeners for a leak, and says so.
 */
const whenAborted = (signal: AbortSignal, action: () => void): (() => void) => {
  const { actions, listener } = waiting.get(signal) ?? listenTo(signal);
  actions.add(action);
  return () => {
    actions.delete(action);
    if (actions.size > 0) return;
    signal.removeEventListener('abort', listener);
    waiting.delete(signal);
  };
};

const listenTo = (signal: AbortSignal): Waiting => {
  const actions = new Set<() => void>();
  const listener = (): void => {
    for (const action of actions) action();
  };
  signal.addEventListener('abort', listener);
  waiting.set(signal, { actions, listener });
  return { actions, listener };
};
