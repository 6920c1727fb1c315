import { tap, type Observable } from 'rxjs';
import { throttlesKey } from '../../model/errors/throttlesKey.js';
import { gate, type Turn } from './gate.js';
import { keyPause, type KeyPauseOptions } from './keyPause.js';

/** How many requests a client sends, and when. */
export interface RequestPaceOptions extends KeyPauseOptions {
  /** The most requests in flight. */
  readonly maxConcurrency: number;
  /** Runs something when the place of a request that just ended can be taken by the next one: at once, if it is left out. */
  readonly whenFree?: (run: () => void) => void;
}

/** The queues of a client. */
export interface RequestPace {
  /** Of its requests. */
  readonly turn: Turn;
  /** Of those that begin a sync: what they read before the trigger would be old by the turn of that, if all read it at once. */
  readonly admit: Turn;
}

/**
 * What stands before all requests of a client: never more than so many in flight, the others wait in turn. A `Retry-After` of a
 * throttled key is about all requests with that key, not only about the one that it answers: none is sent until it is over,
 * and those that wait are told.
 */
export const requestPace = ({ maxConcurrency, whenFree = atOnce, ...options }: RequestPaceOptions): RequestPace => {
  const pause = keyPause(options);
  const requests = gate(maxConcurrency, pause, whenFree);
  const watched = <T>(request: Observable<T>): Observable<T> =>
    request.pipe(
      tap({
        error: (error: unknown) => {
          if (throttlesKey(error)) pause.begin(error, error.retryAfter);
        },
      }),
    );
  return { turn: (request) => requests(watched(request)), admit: gate(maxConcurrency, pause, atOnce) };
};

const atOnce = (run: () => void): void => {
  run();
};
