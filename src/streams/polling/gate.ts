import { Observable } from 'rxjs';
import { noContext, type TakeContext } from './AsyncContext.js';
import type { Held } from './Held.js';
import type { KeyPause } from './keyPause.js';

/** Subscribes to something when it is its turn, and tells why where it has to wait for long. Unsubscribing leaves the queue. */
export type Turn = <T>(source: Observable<T>) => Observable<T | Held>;

/** One whose turn has not come. */
interface Waiting {
  readonly enter: () => void;
  readonly hold: (pause: Held) => void;
}

/** How a gate lets in. */
export interface GateOptions {
  /** The most that are inside at a time. */
  readonly most: number;
  /** Runs something when the place of one that just ended can be taken by the next one: at once, if it is left out. */
  readonly whenFree?: ((run: () => void) => void) | undefined;
  /** Who waited is let in by another one's end, but in the context of who asked. */
  readonly takeContext?: TakeContext | undefined;
}

/** Lets so many in at a time, and none during a pause; the others wait in turn. */
export const gate = (
  pause: KeyPause,
  {
    most,
    whenFree = (run) => {
      run();
    },
    takeContext = noContext,
  }: GateOptions,
): Turn => {
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
      const inContext = takeContext();
      const place: Waiting = {
        enter: () => {
          inContext(enter);
        },
        hold: (held) => {
          inContext(() => {
            subscriber.next(held);
          });
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
