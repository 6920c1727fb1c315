import { identity, shareReplay, tap, type Observable } from 'rxjs';
import { throwOnAbort } from '../process/throwOnAbort.js';
import { accepted, type Names } from '../services/inFlags.js';
import { isLive } from '../terminal/terminal.js';
import { bars } from './bars.js';
import type { Job, Progress, View } from './Job.js';
import { jsonLines } from './jsonLines.js';
import { lines } from './lines.js';

/** How jobs are shown. */
export interface ShowOptions {
  readonly json: boolean | undefined;
  readonly signal: AbortSignal;
  /** How many go on at a time. @default all */
  readonly concurrency?: number | undefined;
  /** What the command calls the options that have no flag of their name. */
  readonly names?: Names | undefined;
}

/**
 * Shows jobs until all have ended, or the signal: as bars in a terminal that has a line for each, else as lines. Gives what was
 * last seen of each.
 *
 * @throws {@link UsageError} where the first of them was refused before anything was sent.
 */
export const showProgress = async <P extends Progress>(
  jobs: readonly Job<P>[],
  view: View<P>,
  { json = false, signal, concurrency = jobs.length, names }: ShowOptions,
): Promise<readonly (P | undefined)[]> => {
  const isInBars = !json && fits(jobs.length);
  const last: (P | undefined)[] = jobs.map(() => undefined);
  // What a service does is no error of a stream: it is one of this machine.
  let broken: unknown;
  const shown = jobs.map(({ title, snapshots }, index) => ({
    title,
    snapshots: snapshots.pipe(
      tap({
        next: (snapshot) => {
          last[index] = snapshot;
        },
        error: (error: unknown) => {
          broken ??= error;
        },
      }),
      // Lines end as a whole: where each ended, it would begin the next.
      isInBars ? throwOnAbort(signal) : identity,
      shareReplay({ bufferSize: 1, refCount: true }),
    ),
  }));
  const stop = refuseAtOnce(shown[0]?.snapshots, names);
  try {
    await (json ? jsonLines : isInBars ? bars : lines)(shown, view, concurrency, signal);
  } finally {
    stop();
  }
  if (broken !== undefined && !signal.aborted) throw broken as Error;
  return last;
};

/** A bar takes two lines; what has scrolled away cannot be rewritten. */
const fits = (jobs: number): boolean => isLive() && jobs * 2 < process.stdout.rows;

/** What is wrong is told before anything is shown. Gives what ends the look at it. */
const refuseAtOnce = (first: Observable<Progress> | undefined, names: Names | undefined): (() => void) => {
  let refused: unknown;
  const probe = first?.subscribe({
    next: (snapshot) => {
      try {
        accepted(snapshot, names);
      } catch (error) {
        refused ??= error;
      }
    },
    error: () => undefined,
  });
  if (refused !== undefined) throw refused as Error;
  return () => probe?.unsubscribe();
};
