import type { Queue, QueueEvents } from 'bullmq';
import {
  concat,
  defer,
  distinctUntilChanged,
  switchMap,
  filter,
  fromEvent,
  ignoreElements,
  map,
  merge,
  scan,
  takeWhile,
  timer,
  type Observable,
} from 'rxjs';
import { InvalidRequest, snapshotFromJSON, snapshotToJSON, type SyncSnapshot } from '../index.js';
import { isObject } from './isObject.js';
import type { SyncJobData } from './SyncJob.js';

/** How often a job is read all the same, in ms: the stream of events is cut off, and who reads it late may miss the end. */
const readAgain = 10_000;

/** What an event of a queue says of a job. */
interface JobEvent {
  readonly data?: unknown;
  readonly returnvalue?: unknown;
}

/** The snapshots of a sync, from the newest one on. `closed` is an error when there is no more to come. */
export const followJob = (
  queue: Queue<SyncJobData>,
  eventsOf: () => QueueEvents,
  closed: Observable<never>,
  id: string,
): Observable<SyncSnapshot> => {
  const read = async (): Promise<unknown> => {
    const job = await queue.getJob(id);
    if (job === undefined) throw new InvalidRequest('id', 'must be of a sync that was added, and is kept');
    if (job.finishedOn === undefined || isObject(job.returnvalue)) return job.returnvalue ?? job.progress;
    throw new Error(`the job of the sync was made to fail: ${job.failedReason}`);
  };
  const told = defer(() => {
    const events = eventsOf();
    // Each comes with its place in the stream.
    const of = (event: 'progress' | 'completed' | 'failed' | 'removed'): Observable<JobEvent> =>
      (fromEvent(events, `${event}:${id}`) as Observable<readonly [JobEvent, string]>).pipe(map(([about]) => about));
    const progress = of('progress').pipe(map(({ data }) => data));
    const completed = of('completed').pipe(map(({ returnvalue }) => returnvalue));
    const readings = merge(timer(0, readAgain), of('failed'), of('removed')).pipe(switchMap(read));
    const ready = defer(() => events.waitUntilReady()).pipe(ignoreElements());
    return concat(ready, merge(progress, completed, readings));
  });
  return merge(closed, told).pipe(
    // A job begins with the progress 0.
    filter(isObject),
    map(snapshotFromJSON),
    // What was read may be newer than what is told after it, or the same.
    scan((last, next) => (isOlder(next, last) || isSame(next, last) ? last : next)),
    distinctUntilChanged(),
    takeWhile(({ done }) => !done, true),
  );
};

const isOlder = (a: SyncSnapshot, b: SyncSnapshot): boolean => !a.done && (b.done || a.polls < b.polls);

const isSame = (a: SyncSnapshot, b: SyncSnapshot): boolean => textOf(a) === textOf(b);

const textOf = (snapshot: SyncSnapshot): string => JSON.stringify(snapshotToJSON(snapshot));
