import { from, lastValueFrom, mergeMap, tap } from 'rxjs';
import { untilAbort } from '../process/untilAbort.js';
import type { Display } from './Job.js';

/** Each snapshot as a line of JSON. */
export const jsonLines: Display = async (jobs, view, concurrency, signal) => {
  const told = from(jobs).pipe(
    mergeMap(({ title, snapshots }) => {
      const write = (snapshot: Parameters<typeof view.json>[0]): void => {
        console.log(JSON.stringify(view.json(snapshot, title)));
      };
      return snapshots.pipe(tap(write));
    }, concurrency),
    untilAbort(signal),
  );
  await lastValueFrom(told, { defaultValue: undefined });
};
