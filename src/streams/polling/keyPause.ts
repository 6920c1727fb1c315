import { Subscription, tap, timer } from 'rxjs';
import type { RateLimited } from '../../model/errors/RateLimited.js';
import type { Held } from './Held.js';

/** What a pause is told by, and tells. */
export interface KeyPauseOptions {
  /** A clock in ms that only goes forward. */
  readonly monotonicNow: () => number;
  /** Told when a pause begins, or is to be longer than was told. */
  readonly onPause: (pause: Held) => void;
}

/** What stands still during a pause. */
export interface PausedGate {
  readonly isWaitedFor: () => boolean;
  readonly tell: (pause: Held) => void;
  readonly open: () => void;
}

/** A key that is throttled, and until when. */
export interface KeyPause {
  /** Why and for how much longer nothing is sent; undefined where there is no pause. */
  readonly current: () => Held | undefined;
  readonly begin: (error: RateLimited, delay: number) => void;
  /** To be called when somebody begins to wait, or nobody waits any more. */
  readonly wakeLater: () => void;
  readonly join: (gate: PausedGate) => void;
}

/** The pause of a client: all its gates are closed meanwhile. */
export const keyPause = ({ monotonicNow, onPause }: KeyPauseOptions): KeyPause => {
  const gates: PausedGate[] = [];
  /** `told` is the longest delay that was told of it. */
  let pause = { held: undefined as RateLimited | undefined, told: 0, until: -Infinity };
  let wakeUp = Subscription.EMPTY;

  const left = (): number => Math.max(pause.until - monotonicNow(), 0);
  const wakeLater = (): void => {
    wakeUp.unsubscribe();
    // A timer that nobody waits for would keep a process alive. One that ends just now must be woken from too, for who waits looked
    // a moment ago.
    if (pause.until === -Infinity || !gates.some((gate) => gate.isWaitedFor())) return;
    wakeUp = timer(left())
      .pipe(
        tap(() => {
          // Timers go by another clock, and may be early.
          pause = { ...pause, until: -Infinity };
          for (const { open } of gates) open();
        }),
      )
      .subscribe();
  };
  return {
    current: () => {
      const delay = left();
      return pause.held === undefined || delay === 0 ? undefined : { held: pause.held, delay };
    },
    begin: (held, delay) => {
      // That it begins anew from now on is none: many that were in flight are turned away together.
      const isNews = left() === 0 || delay > pause.told;
      pause = { ...(isNews ? { held, told: delay } : pause), until: Math.max(pause.until, monotonicNow() + delay) };
      wakeLater();
      if (!isNews) return;
      onPause({ held, delay });
      for (const { tell } of gates) tell({ held, delay });
    },
    wakeLater,
    join: (gate) => {
      gates.push(gate);
    },
  };
};
