import type { Observable } from 'rxjs';

/** The last value of a stream, and who is told of it. */
export interface Store<T> {
  /** The last value; undefined where there was none yet. The same one until there is another. */
  readonly getSnapshot: () => T | undefined;
  /** Calls with the last value, at once where there is one, and with each that comes. Gives what ends that. */
  readonly subscribe: (listener: (value: T) => void) => () => void;
  /** Ends the stream. The last value stays. */
  readonly close: () => void;
}

/** As where nobody listens to it: a bug is not to be overheard. */
export const throwLater = (error: unknown): void => {
  setTimeout(() => {
    throw error;
  });
};

/** What one listener throws is nothing to the others. */
const told = <T>({ tell }: { readonly tell: (value: T) => void }, value: T): void => {
  try {
    tell(value);
  } catch (error) {
    throwLater(error);
  }
};

/**
 * Subscribes a stream once for all who look at it: what React's `useSyncExternalStore` takes, and Svelte's stores are. It begins at
 * once, not with the first who looks: in React, `sync$` belongs into the handler of an event, for an effect may run twice.
 *
 * @example
 * ```ts
 * import { remoteSync$, toStore } from 'rx-context-sync/web';
 *
 * const store = toStore(remoteSync$('/sync'));
 * const leave = store.subscribe(({ state }) => console.log(state));
 * leave();
 * store.close();
 * ```
 */
export const toStore = <T>(stream: Observable<T>): Store<T> => {
  let last: { readonly value: T } | undefined;
  const listeners = new Set<{ readonly tell: (value: T) => void }>();
  const subscription = stream.subscribe({
    next: (value) => {
      last = { value };
      for (const listener of [...listeners]) if (listeners.has(listener)) told(listener, value);
    },
    error: throwLater,
  });
  return {
    getSnapshot: () => last?.value,
    subscribe: (tell) => {
      // One function may listen twice.
      const own = { tell };
      listeners.add(own);
      if (last) tell(last.value);
      return () => {
        listeners.delete(own);
      };
    },
    close: () => {
      subscription.unsubscribe();
    },
  };
};
