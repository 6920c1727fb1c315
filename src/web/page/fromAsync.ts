import { Observable, type Subscriber } from 'rxjs';

/** What an asynchronous function tells. Unsubscribing aborts it. */
export const fromAsync = <T>(tell: (subscriber: Subscriber<T>, signal: AbortSignal) => Promise<void>): Observable<T> =>
  new Observable((subscriber) => {
    const controller = new AbortController();
    tell(subscriber, controller.signal).then(
      () => {
        subscriber.complete();
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
    return () => {
      controller.abort();
    };
  });
