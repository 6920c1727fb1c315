import type { Schedule } from '../options/schedule.js';

/** How the status is read while a sync is followed. */
export interface FollowOptions {
  /**
   * The most polls that are made, 1 to 1 000 000. The last one is followed by `unconfirmed`.
   * @default 150
   */
  readonly maxRetries?: number | undefined;
  /**
   * Milliseconds between polls, or a schedule: a function that gives them for each poll. The first poll is made at once; one that
   * takes longer than the interval is waited for, and the ticks it missed are skipped.
   * @default the client's `pacing`; else 1500
   */
  readonly retryInterval?: number | Schedule | undefined;
  /**
   * How long the whole may take, in milliseconds; then the end is `unconfirmed`.
   * @default the length of the whole schedule, as it is where nothing is known of earlier tasks, plus one `requestTimeout`: 285 000
   */
  readonly timeout?: number | undefined;
  /**
   * How long one HTTP request may take, its body included, in milliseconds; a longer one counts as failed.
   * @default the client's: 60 000
   */
  readonly requestTimeout?: number | undefined;
  /**
   * How many polls may show no task of this sync before that counts as "nothing to sync", if nothing speaks against it: the list
   * was read from soon after the trigger on (a minute), by a machine that did not sleep meanwhile, and shows nothing else that is
   * new under its context.
   * @default 2
   */
  readonly settlePolls?: number | undefined;
  /**
   * End at the first failed task instead of following the others to their end.
   * @default false
   */
  readonly failFast?: boolean | undefined;
}

/** What to sync. */
export interface TargetOptions {
  /**
   * The one context to sync; needs `path`.
   * @default all contexts of the session
   */
  readonly contextId?: string | undefined;
  /**
   * Where that context is mounted; needs `contextId`.
   * @default all contexts of the session
   */
  readonly path?: string | undefined;
  /**
   * `upload` (session to context), `download` (context to session), or another mode that the service knows.
   * @default the service's own
   */
  readonly mode?: 'upload' | 'download' | (string & {}) | undefined;
}

/** What a sync is asked to do, and how it is followed. */
export interface SyncOptions extends TargetOptions, FollowOptions {
  /**
   * Read the status before the trigger, and before each time that it is sent again, to tell old tasks from new. Without it, a
   * finished task of an earlier sync counts as one of this sync.
   * @default true
   */
  readonly baseline?: boolean | undefined;
}
