import type { Schedule } from './schedule.js';

/** How the end of what the service does by itself is waited for. */
export interface WaitOptions {
  /**
   * Milliseconds between polls, or a schedule that gives those after each poll.
   * @default the client's `pacing`; else the services' own: said where it is waited
   */
  readonly retryInterval?: number | Schedule | undefined;
  /**
   * How long to wait for the end, in milliseconds, from the moment the service took the request.
   * @default the services' own: said where it is waited
   */
  readonly timeout?: number | undefined;
  /**
   * How long one HTTP request may take, its body included, in milliseconds; a longer one counts as failed.
   * @default the client's: 60 000
   */
  readonly requestTimeout?: number | undefined;
}
