import { defer, EMPTY, expand, filter, map, of, timer, switchMap, type Observable } from 'rxjs';
import { newCheckpoint, type SyncAdvance } from '../../src/model/sync/SyncCheckpoint.js';
import type { SyncOptions } from '../../src/model/sync/SyncOptions.js';
import type { SyncSnapshot } from '../../src/model/sync/SyncSnapshot.js';
import { advance, type StepMeans } from '../../src/streams/sync/steps/advance.js';
import type { SaveCheckpoint } from '../../src/streams/sync/steps/savedBy.js';

/** A sync, step by step: all that is kept between two of them is text. */
export const steps = (
  means: StepMeans,
  { retryInterval, ...options }: SyncOptions = {},
  save: SaveCheckpoint = () => undefined,
): Observable<SyncAdvance> =>
  defer(() => {
    const isSchedule = typeof retryInterval === 'function';
    const own = isSchedule ? { ...means, defaults: { ...means.defaults, pacing: retryInterval } } : means;
    const first = JSON.stringify(newCheckpoint(isSchedule ? options : { ...options, retryInterval }));
    const step = (stored: string) => advance(own, JSON.parse(stored), save);
    return step(first).pipe(
      expand(({ next, delay }) => {
        if (next === undefined) return EMPTY;
        const stored = JSON.stringify(next);
        return (delay > 0 ? timer(delay) : of(0)).pipe(switchMap(() => step(stored)));
      }),
    );
  });

/** `sync$`, step by step. */
export const steppedSync = (means: StepMeans, options?: SyncOptions): Observable<SyncSnapshot> =>
  steps(means, options).pipe(
    map(({ snapshot }) => snapshot),
    filter((snapshot) => snapshot !== undefined),
  );
