import {
  asyncScheduler,
  catchError,
  defer,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  interval,
  merge,
  startWith,
  throttleTime,
  type Observable,
} from 'rxjs';

/** How often it is looked at most where something happens, and how often in any case, in ms. */
const pace = { most: 200, least: 1000 } as const;

/**
 * What can be seen, each time that it changes: looked at where something happens, and from time to time, for not all tells of itself.
 *
 *     happens     ------x--xx-----------
 *     states   a--------b----c-----d----
 */
export const states = <T>(happens: Observable<unknown>, look: () => Observable<T>): Observable<T> =>
  merge(happens, interval(pace.least)).pipe(
    throttleTime(pace.most, asyncScheduler, { leading: true, trailing: true }),
    startWith(undefined),
    exhaustMap(() =>
      // Where it is being reset, or closed, it cannot be seen: it is looked at again.
      defer(look).pipe(catchError(() => EMPTY)),
    ),
    distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
  );
