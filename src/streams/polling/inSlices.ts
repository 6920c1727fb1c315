import { asyncScheduler, Observable } from 'rxjs';

/** How long others wait for their turn at most, in ms: below what a person sees, and well above what it costs to go on later. */
const slice = 8;

/** What others have between two slices, in ms: as little as timers can. */
const pause = 1;

/** Does something with each of many, and gives others a turn in between where that takes long. Completes once all is done. */
export const inSlices = <T>(
  items: Iterable<T>,
  work: (item: T) => void,
  monotonicNow: () => number,
): Observable<never> =>
  new Observable((subscriber) => {
    const left = items[Symbol.iterator]();
    const goOn = (): void => {
      const end = monotonicNow() + slice;
      do {
        const next = left.next();
        if (next.done === true) {
          subscriber.complete();
          return;
        }
        work(next.value);
        // It may have been the last that anybody waits for.
        if (subscriber.closed) return;
      } while (monotonicNow() < end);
      subscriber.add(asyncScheduler.schedule(goOn, pause));
    };
    goOn();
  });
