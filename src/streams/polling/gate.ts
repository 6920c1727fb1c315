import { Observable } from 'rxjs';
import type { Held } from './Held.js';
import type { KeyPause } from './keyPause.js';

/** Subscribes to something when it is its turn, and tells why where it has to wait for long. Unsubscribing leaves the queue. */
export type Turn = <T>(source: Observable<T>) => Observable<T | Held>;

/** One whose turn has not come. */
interface Waiting {
  readonly enter: () => void;
  readonly hold: (pause: Held) => void;
}

/**
 * Lets so many in at a time, and none during a pause; the others wait in turn. `whenFree` runs something when the place of one that
 * just ended can be taken.
 */
export const gate = (most: number, pause: KeyPause, whenFree: (run: () => void) => void): Turn => {
  // In the order in which they came.
  const waiting = new Set<Waiting>();
  let inside = 0;
  let isOpening = false;

  const isFree = (): boolean => inside < most && pause.current() === undefined;
  const open = (): void => {
    // One that ends at once comes here from within.
    if (isOpening) return;
    isOpening = true;
    for (const next of waiting) {
      if (!isFree()) break;
      waiting.delete(next);
      next.enter();
    }
    isOpening = false;
  };
  pause.join({
    isWaitedFor: () => waiting.size > 0,
    tell: (held) => {
      for (const { hold } of [...waiting]) hold(held);
    },
    open,
  });

  return <T>(source: Observable<T>) =>
    new Observable<T | Held>((subscriber) => {
      const enter = (): void => {
        inside += 1;
        source.subscribe(subscriber);
        // After its own end, not before.
        subscriber.add(() => {
          whenFree(() => {
            inside -= 1;
            open();
          });
        });
      };
      if (waiting.size === 0 && isFree()) {
        enter();
        return;
      }
      const place: Waiting = {
        enter,
        hold: (held) => {
          subscriber.next(held);
        },
      };
      waiting.add(place);
      subscriber.add(() => {
        if (waiting.delete(place) && waiting.size === 0) pause.wakeLater();
      });
      if (waiting.size === 1) pause.wakeLater();
      const held = pause.current();
      if (held !== undefined) place.hold(held);
    });
};
