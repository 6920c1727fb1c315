import type { RateLimited } from '../../model/errors/RateLimited.js';

/** Told before an answer: the request is not sent yet, for the service throttles the key. */
export interface Held {
  readonly held: RateLimited;
  /** How long from now on, in ms. */
  readonly delay: number;
}

/** Tells it from an answer. */
export const isHeld = (value: unknown): value is Held => typeof value === 'object' && value !== null && 'held' in value;
