import { setMaxListeners } from 'node:events';
import { nodeAbortController } from './nodeAbortController.js';

/** Stops what runs: all of it, or that of one owner. */
export class StopSignals {
  readonly #all = listened();
  readonly #byOwner = new Map<string, AbortController>();

  get all(): AbortSignal {
    return this.#all.signal;
  }

  /** To be asked for when something begins: that of an owner who was stopped before is another one. */
  of(owner: string): AbortSignal {
    const controller = this.#byOwner.get(owner) ?? listened();
    this.#byOwner.set(owner, controller);
    if (this.all.aborted) controller.abort();
    return controller.signal;
  }

  stop(owner: string): void {
    this.#byOwner.get(owner)?.abort();
    this.#byOwner.delete(owner);
  }

  stopAll(): void {
    this.#all.abort();
    for (const controller of this.#byOwner.values()) controller.abort();
  }
}

/** Each task that runs listens to it. */
const listened = (): AbortController => {
  const controller = nodeAbortController();
  setMaxListeners(0, controller.signal);
  return controller;
};
