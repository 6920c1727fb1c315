import { distinctUntilChanged, filter, from, lastValueFrom, mergeMap, tap } from 'rxjs';
import { untilAbort } from '../process/untilAbort.js';
import { complaint } from './complaint.js';
import type { Display } from './Job.js';

/** A line for each thing that changes: they stay. */
export const lines: Display = async (jobs, view, concurrency, signal) => {
  const told = from(jobs).pipe(
    mergeMap(
      ({ title, snapshots }) =>
        snapshots.pipe(
          filter((snapshot) => snapshot.done || view.news(snapshot) !== ''),
          distinctUntilChanged((a, b) => !b.done && view.news(a) === view.news(b)),
          tap((snapshot) => {
            console.log(`${title}: ${view.line(snapshot)}`);
            if (snapshot.done && !snapshot.success) console.error(`rx-context-sync: ${title}: ${complaint(snapshot)}`);
          }),
        ),
      concurrency,
    ),
    untilAbort(signal),
  );
  await lastValueFrom(told, { defaultValue: undefined });
};
