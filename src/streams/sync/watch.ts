import { defer, distinctUntilChanged, exhaustMap, map, scan, takeWhile, tap, type Observable } from 'rxjs';
import { infoFailure, type ContextInfoResult } from '../../model/sync/ContextInfoResult.js';
import type { ContextError } from '../../model/errors/ContextError.js';
import { isTransient } from '../../model/errors/isTransient.js';
import { success } from '../../model/results/Result.js';
import type { WatchPlan } from '../../model/sync/WatchOptions.js';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import { keyedCopies } from '../../model/tasks/SyncTask.js';
import { isHeld } from '../polling/Held.js';
import { pauseAfter, poll } from '../polling/pollUntil.js';
import type { ListTransport } from './SyncTransport.js';
import { pollTimes } from '../polling/pollTimes.js';

/** The list as last read, and why it could not be read since. */
interface Watched {
  readonly requestId: string;
  readonly tasks: readonly ContextStatusData[];
  readonly error?: ContextError;
}

/**
 * Reads the status list again and again, and emits what changed: the list, or whether it can be read. A failed reading
 * keeps the list as last seen; only permanent trouble ends the watch.
 */
export const watch = (
  { list, tickerOf, monotonicNow }: ListTransport,
  { interval }: Pick<WatchPlan, 'interval'>,
): Observable<ContextInfoResult> =>
  defer(() => {
    const times = pollTimes(interval, monotonicNow, tickerOf);
    return times.ticks.pipe(
      exhaustMap((tick) => poll(list, tick)),
      tap((answer) => {
        if (!isHeld(answer)) times.next(pauseAfter(answer));
      }),
      scan(
        ({ requestId, tasks }: Watched, answer): Watched => {
          if ('reading' in answer) return { requestId: answer.reading.requestId, tasks: answer.reading.data };
          return { requestId, tasks, error: isHeld(answer) ? answer.held : answer.error };
        },
        { requestId: '', tasks: [] },
      ),
      distinctUntilChanged(tellTheSame),
      takeWhile(({ error }) => error === undefined || isTransient(error), true),
      map(({ requestId, tasks, error }) => {
        // What users do to it changes nothing of what comes next.
        const contextStatusData = keyedCopies(tasks);
        return error ? { ...infoFailure(error), contextStatusData } : success(requestId, { contextStatusData });
      }),
    );
  });

const tellTheSame = (a: Watched, b: Watched): boolean =>
  a.error?._tag === b.error?._tag && JSON.stringify(a.tasks) === JSON.stringify(b.tasks);
