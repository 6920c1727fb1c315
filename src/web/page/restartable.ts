import {
  catchError,
  concat,
  distinctUntilChanged,
  map,
  of,
  scan,
  startWith,
  Subject,
  switchAll,
  type Observable,
} from 'rxjs';
import { throwLater, toStore } from './toStore.js';

/** Whether a stream that a person starts is under way, and what it told last. */
export interface Run<T> {
  /** Whether the stream is subscribed. */
  readonly isRunning: boolean;
  /** The last value of this run, which stays where it ends or is cancelled; undefined where there is none yet. */
  readonly value: T | undefined;
}

/** A stream that a person starts, cancels and tries again, and who is told of it. */
export interface Restartable<T> {
  /** How it is now. The same object until that changes. */
  readonly getSnapshot: () => Run<T>;
  /** Calls with how it is, at once and with each change. Gives what ends that. */
  readonly subscribe: (listener: (run: Run<T>) => void) => () => void;
  /** Subscribes the stream anew. What runs is cancelled. */
  readonly start: () => void;
  /** Unsubscribes it. It can be started again. */
  readonly cancel: () => void;
}

/**
 * What a page needs for a sync that begins with a click: a store of whether it runs and of its last snapshot, with what the buttons
 * do. Nothing begins before `start`, so a component may make one while it renders, and `cancel` it when it goes.
 *
 * @example
 * ```ts
 * import { remoteSync$, restartable } from 'rx-context-sync/web';
 *
 * const sync = restartable(remoteSync$('/sync'));
 * sync.subscribe(({ isRunning, value }) => console.log(isRunning, value?.progress));
 * sync.start();
 * ```
 */
export const restartable = <T>(stream: Observable<T>): Restartable<T> => {
  const runs = new Subject<Observable<Partial<Run<T>>>>();
  const cancelled = of<Partial<Run<T>>>({ isRunning: false });
  const run = concat(
    of({ isRunning: true, value: undefined }),
    stream.pipe(map((value) => ({ value }))),
    cancelled,
  ).pipe(
    catchError((error: unknown) => {
      throwLater(error);
      return cancelled;
    }),
  );
  const idle: Run<T> = { isRunning: false, value: undefined };
  const { getSnapshot, subscribe } = toStore(
    runs.pipe(switchAll(), scan(changed<T>, idle), startWith(idle), distinctUntilChanged()),
  );
  return {
    getSnapshot: () => getSnapshot() ?? idle,
    subscribe,
    start: () => {
      runs.next(run);
    },
    cancel: () => {
      runs.next(cancelled);
    },
  };
};

/** The run with a change; the same one where that says nothing new. */
const changed = <T>(last: Run<T>, change: Partial<Run<T>>): Run<T> => {
  const next = { ...last, ...change };
  return next.isRunning === last.isRunning && next.value === last.value ? last : next;
};
