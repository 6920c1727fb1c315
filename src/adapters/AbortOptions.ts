import { splitOption } from './splitOption.js';

/** What every promise of this library takes. */
export interface AbortOptions {
  /**
   * Stops the request in flight and all waiting at once; the promise rejects with the signal's reason.
   * @default none: it goes on to its end
   */
  readonly signal?: AbortSignal | undefined;
}

// Not `instanceof`: signals come from other realms, and from polyfills.
export const isSignal = (value: unknown): value is AbortSignal =>
  typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;

/** Takes the signal out of options. */
export const splitSignal = /* @__PURE__ */ splitOption('signal', isSignal);
