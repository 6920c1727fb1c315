import type { Schedule } from './schedule.js';

/** What a client says once for all its calls; each call may say otherwise. */
export interface ClientDefaults {
  /** How long one HTTP request may take, its body included, in milliseconds. */
  readonly requestTimeout: number;
  /** Milliseconds between polls, whatever is waited for; without it, as the services' own clients have it. */
  readonly pacing?: number | Schedule | undefined;
}
