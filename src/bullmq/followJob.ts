import type { Queue, QueueEvents } from 'bullmq';
import {
  concat,
  defer,
  distinctUntilChanged,
  switchMap,
  filter,
  fromEvent,
  map,
  merge,
  scan,
  takeWhile,
  timer,
  type Observable,
} from 'rxjs';
import { InvalidRequest, snapshotFromJSON, type SyncSnapshot } from '../index.js';
import type { SyncJobData } from './SyncJob.js';

/** How often a job is read all the same, in ms: the stream of events is cut off, and who reads it late may miss the end. */
const readAgain = 10_000;

/** What the events of a queue say of one job. */
interface JobEvent {
  readonly jobId: string;
  readonly data?: unknown;
}

/** The snapshots of a sync, from the newest one on. */
export const followJob = (
  queue: Queue<SyncJobData>,
  eventsOf: () => QueueEvents,
  id: string,
): Observable<SyncSnapshot> =>
  defer(() => {
    const events = eventsOf();
    const read = async (): Promise<unknown> => {
      const job = await queue.getJob(id);
      if (job === undefined) throw new InvalidRequest('id', 'must be of a sync that was added, and is kept');
      if (job.failedReason) throw new Error(`the job of the sync was made to fail: ${job.failedReason}`);
      return job.finishedOn === undefined ? job.progress : job.returnvalue;
    };
    // Each comes with its place in the stream.
    const told = (event: 'progress' | 'completed' | 'failed' | 'removed'): Observable<JobEvent> =>
      (fromEvent(events, event) as Observable<readonly [JobEvent, string]>).pipe(
        map(([about]) => about),
        filter(({ jobId }) => jobId === id),
      );
    const progress = told('progress').pipe(map(({ data }) => data));
    const ended = merge(told('completed'), told('failed'), told('removed'));
    const readings = merge(timer(0, readAgain), ended).pipe(switchMap(read));
    return concat(defer(() => events.waitUntilReady()).pipe(filter(() => false)), merge(progress, readings)).pipe(
      filter(isJSON),
      map(snapshotFromJSON),
      // What was read may be newer than what is told after it.
      scan((last, next) => (isOlder(next, last) ? last : next)),
      distinctUntilChanged(),
      takeWhile(({ done }) => !done, true),
    );
  });

/** A job begins with the progress 0. */
const isJSON = (value: unknown): boolean => typeof value === 'object' && value !== null;

const isOlder = (a: SyncSnapshot, b: SyncSnapshot): boolean => !a.done && (b.done || a.polls < b.polls);
