import type { Observable } from 'rxjs';
import type { ContextError } from '../../index.js';

/** What is shown of something that goes on. */
export interface Progress {
  readonly done: boolean;
  readonly success: boolean;
  readonly errorMessage: string;
  readonly error?: ContextError | undefined;
}

/** One thing that goes on. */
export interface Job<P extends Progress> {
  readonly title: string;
  /** Cold: it begins where it is subscribed. */
  readonly snapshots: Observable<P>;
}

/** How it is told. */
export interface View<P extends Progress> {
  /** In one line, of at most so many columns where that matters. */
  readonly line: (snapshot: P, width?: number) => string;
  /** What of it is worth a line of its own, where lines stay; empty where nothing is. An end always is. */
  readonly news: (snapshot: P) => string;
  /** For programs, as JSON has it. */
  readonly json: (snapshot: P, title: string) => unknown;
}

/** How jobs are shown, so many at a time, until all have ended, or the signal. */
export type Display = <P extends Progress>(
  jobs: readonly Job<P>[],
  view: View<P>,
  concurrency: number,
  signal: AbortSignal,
) => Promise<void>;
