import { Observable } from 'rxjs';

/**
 * A cold stream of what an asynchronous function emits, and of its result at the end. Its signal is aborted where it is
 * unsubscribed before that, or fails: what is finished needs no aborting, which costs as much as a request.
 */
export const abortable = <T>(run: (signal: AbortSignal, emit: (value: T) => void) => Promise<T>): Observable<T> =>
  new Observable((subscriber) => {
    const controller = new AbortController();
    let isFinished = false;
    run(controller.signal, (value) => {
      subscriber.next(value);
    }).then(
      (result) => {
        isFinished = true;
        subscriber.next(result);
        subscriber.complete();
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
    return () => {
      if (!isFinished) controller.abort();
    };
  });
