import { Observable, Subscription, tap, timer } from 'rxjs';
import type { RateLimited } from '../../model/errors/RateLimited.js';
import { throttlesKey } from '../../model/errors/throttlesKey.js';
import type { Held } from './Held.js';

/** Sends a request when it is its turn, and tells why where it has to wait for long. Unsubscribing leaves the queue. */
export type Turn = <T>(request: Observable<T>) => Observable<T | Held>;

/** How many requests a client sends, and when. */
export interface RequestPaceOptions {
  /** The most requests in flight. */
  readonly maxConcurrency: number;
  /** A clock in ms that only goes forward. */
  readonly monotonicNow: () => number;
  /** Told when a pause begins, or is to be longer than was told. */
  readonly onPause: (pause: Held) => void;
  /** Runs something when the place of a request that just ended can be taken by the next one: at once, if it is left out. */
  readonly whenFree?: (run: () => void) => void;
}

/** A request whose turn has not come. */
interface Waiting {
  readonly send: () => void;
  readonly hold: (pause: Held) => void;
}

/**
 * The queue in front of a service: never more than so many requests in flight, the others wait in turn. A `Retry-After` of a
 * throttled key is about all requests with that key, not only about the one that it answers: none is sent until it is over,
 * and those that wait are told.
 */
export const requestPace = ({
  maxConcurrency,
  monotonicNow,
  onPause,
  whenFree = (run) => {
    run();
  },
}: RequestPaceOptions): Turn => {
  // In the order in which they came.
  const waiting = new Set<Waiting>();
  let inFlight = 0;
  let isSending = false;
  /** `told` is the longest delay that was told of it. */
  let pause = { held: undefined as RateLimited | undefined, told: 0, until: -Infinity };
  let wakeUp = Subscription.EMPTY;

  const pauseLeft = (): number => Math.max(pause.until - monotonicNow(), 0);
  const isFree = (): boolean => inFlight < maxConcurrency && pauseLeft() === 0;
  const sendWaiting = (): void => {
    // One that is answered at once comes here from within.
    if (isSending) return;
    isSending = true;
    for (const next of waiting) {
      if (!isFree()) break;
      waiting.delete(next);
      next.send();
    }
    isSending = false;
  };
  const wakeLater = (): void => {
    wakeUp.unsubscribe();
    // A timer that nobody waits for would keep a process alive. One that ends just now must be woken from too, for who waits looked
    // a moment ago.
    if (waiting.size === 0 || pause.until === -Infinity) return;
    wakeUp = timer(pauseLeft())
      .pipe(
        tap(() => {
          // Timers go by another clock, and may be early.
          pause = { ...pause, until: -Infinity };
          sendWaiting();
        }),
      )
      .subscribe();
  };
  const hold = (held: RateLimited, delay: number): void => {
    // That it begins anew from now on is none: many that were in flight are turned away together.
    const isNews = pauseLeft() === 0 || delay > pause.told;
    pause = { ...(isNews ? { held, told: delay } : pause), until: Math.max(pause.until, monotonicNow() + delay) };
    wakeLater();
    if (!isNews) return;
    onPause({ held, delay });
    for (const request of [...waiting]) request.hold({ held, delay });
  };

  return <T>(request: Observable<T>) =>
    new Observable<T | Held>((subscriber) => {
      const send = (): void => {
        inFlight += 1;
        const watched = tap<T>({
          error: (error: unknown) => {
            if (throttlesKey(error)) hold(error, error.retryAfter);
          },
        });
        request.pipe(watched).subscribe(subscriber);
        // After its own end, not before.
        subscriber.add(() => {
          whenFree(() => {
            inFlight -= 1;
            sendWaiting();
          });
        });
      };
      if (waiting.size === 0 && isFree()) {
        send();
        return;
      }
      const place: Waiting = {
        send,
        hold: (held) => {
          subscriber.next(held);
        },
      };
      waiting.add(place);
      subscriber.add(() => {
        if (waiting.delete(place) && waiting.size === 0) wakeLater();
      });
      if (waiting.size === 1) wakeLater();
      if (pause.held && pauseLeft() > 0) place.hold({ held: pause.held, delay: pauseLeft() });
    });
};
