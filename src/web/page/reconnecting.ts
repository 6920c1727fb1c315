import {
  asyncScheduler,
  catchError,
  concatMap,
  defer,
  EMPTY,
  map,
  merge,
  of,
  repeat,
  startWith,
  Subject,
  switchMap,
  takeWhile,
  tap,
  timeout,
  timer,
  TimeoutError,
  type Observable,
} from 'rxjs';
import type { ContextError } from '../../model/errors/ContextError.js';
import type { Heard } from './Heard.js';
import { isPageError, mayPass } from './pageError.js';
import { broken } from './pageRequest.js';

/** What is known of what a server tells: a value, that nothing can be heard for now, or how it ended. */
export type Told =
  | { readonly value: unknown }
  | { readonly warning: ContextError }
  | { readonly error: ContextError; readonly isRefused?: boolean }
  | { readonly isComplete: true };

/** How long a server is waited for. */
export interface ReconnectOptions {
  /** How long a connection may be silent, in ms. */
  readonly silence: number;
  /** How long nothing may be heard at all, in ms. */
  readonly reconnectTimeout: number;
}

/**
 * Follows what a server tells, through broken connections: each is opened anew after a while, which grows where nothing comes.
 *
 *     connect  a--b-#        --c--e|
 *     told     a--b-w----------c--(e|)
 */
export const reconnecting = (
  connect: (lastId: string) => Observable<Heard>,
  { silence, reconnectTimeout }: ReconnectOptions,
): Observable<Told> =>
  defer(() => {
    const heard = new Subject<unknown>();
    let [lastId, retry, tries] = ['', firstRetry, 0];
    const take = (said: Heard): Observable<Told> => {
      switch (said.type) {
        case 'alive':
          return EMPTY;
        case 'retry':
          retry = Math.max(said.ms, leastRetry);
          return EMPTY;
        case 'value':
          tries = 0;
          lastId = said.id ?? '';
          return of({ value: said.value });
        case 'complete':
          return of({ isComplete: true });
        case 'failed':
          return of({ error: broken('it failed there') });
      }
    };
    const connection = defer(() => {
      const openedAt = asyncScheduler.now();
      return connect(lastId).pipe(
        tap((said) => {
          // One that says no more than that it is there has to stay for a while.
          if (said.type === 'value' || asyncScheduler.now() - openedAt >= silence) heard.next(said);
        }),
      );
    }).pipe(
      timeout({ each: silence }),
      concatMap(take),
      catchError((error: unknown) => of(outcomeOf(error))),
    );
    const delay = (): number => Math.min(retry * 2 ** tries++, longestRetry) * (0.5 + Math.random() / 2);
    const gone = heard.pipe(
      startWith(undefined),
      switchMap(() => timer(reconnectTimeout)),
      map((): Told => ({ error: broken(`nothing was heard for ${reconnectTimeout} ms`) })),
    );
    return merge(gone, connection.pipe(repeat({ delay: () => timer(delay()) }))).pipe(
      takeWhile((told) => 'value' in told || 'warning' in told, true),
    );
  });

const outcomeOf = (error: unknown): Told => {
  if (error instanceof TimeoutError) return { warning: broken('it is silent') };
  // What cannot be read will not be read better the next time.
  if (!isPageError(error)) return { error: broken('what it says cannot be read') };
  return mayPass(error) ? { warning: error } : { error };
};

/** How long is waited before it is tried again, in ms, where the server does not say: then twice as long each time. */
const firstRetry = 2000;
const leastRetry = 100;
const longestRetry = 30_000;
