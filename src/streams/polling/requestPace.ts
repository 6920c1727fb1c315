import { tap, type Observable } from 'rxjs';
import { throttlesKey } from '../../model/errors/throttlesKey.js';
import { gate, type GateOptions, type Turn } from './gate.js';
import { keyPause, type KeyPauseOptions } from './keyPause.js';

/** How many requests a client sends, and when. */
export interface RequestPaceOptions extends KeyPauseOptions, Omit<GateOptions, 'most'> {
  /** The most requests in flight. */
  readonly maxConcurrency: number;
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
export const requestPace = ({
  maxConcurrency: most,
  whenFree,
  takeContext,
  ...options
}: RequestPaceOptions): RequestPace => {
  const pause = keyPause(options);
  const requests = gate(pause, { most, whenFree, takeContext });
  const watched = <T>(request: Observable<T>): Observable<T> =>
    request.pipe(
      tap({
        error: (error: unknown) => {
          if (throttlesKey(error)) pause.begin(error, error.retryAfter);
        },
      }),
    );
  // Those whose trigger is on its way, and those who read meanwhile: with fewer, each reading would be shared by fewer.
  const admit = gate(pause, { most: 2 * most, takeContext });
  return { turn: (request) => requests(watched(request)), admit };
};
