import { concatMap, from, interval, startWith, timer, concat, repeat, type Observable } from 'rxjs';

/**
 * The moments to poll at: at once, then on the interval, or after one delay of the schedule each. A schedule's last delay
 * goes on for ever.
 */
export const pollTimes = (retryInterval: number | readonly number[]): Observable<unknown> =>
  (typeof retryInterval === 'number' ? interval(retryInterval) : scheduled(retryInterval)).pipe(startWith(0));

const scheduled = (delays: readonly number[]): Observable<unknown> => {
  const last = delays.at(-1) ?? 0;
  return concat(from(delays).pipe(concatMap((ms) => timer(ms))), timer(last).pipe(repeat()));
};
