import { defer, distinctUntilChanged, exhaustMap, map, scan, takeWhile, tap, type Observable } from 'rxjs';
import { infoFailure, type ContextInfoResult } from '../../model/sync/ContextInfoResult.js';
import { isTransient } from '../../model/errors/isTransient.js';
import { success } from '../../model/results/Result.js';
import { copyOfTasks } from '../../model/sync/SyncHandle.js';
import type { WatchPlan } from '../../model/sync/WatchOptions.js';
import { isHeld } from '../polling/Held.js';
import { pauseAfter, poll } from '../polling/pollUntil.js';
import type { ListTransport } from './SyncTransport.js';
import { pollTimes } from '../polling/pollTimes.js';

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
        (before: ContextInfoResult, answer): ContextInfoResult => {
          if ('reading' in answer) return success(answer.reading.requestId, { contextStatusData: answer.reading.data });
          const error = isHeld(answer) ? answer.held : answer.error;
          return { ...infoFailure(error), contextStatusData: before.contextStatusData };
        },
        success('', { contextStatusData: [] }),
      ),
      distinctUntilChanged(tellTheSame),
      takeWhile(({ error }) => error === undefined || isTransient(error), true),
      // What users do to it changes nothing of what comes next.
      map((result) => ({ ...result, contextStatusData: copyOfTasks(result.contextStatusData) })),
    );
  });

const tellTheSame = (a: ContextInfoResult, b: ContextInfoResult): boolean =>
  a.error?._tag === b.error?._tag && JSON.stringify(a.contextStatusData) === JSON.stringify(b.contextStatusData);
