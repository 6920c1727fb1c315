import type { ArrivedFile } from '../contexts/ArrivalTimes.js';
import type { LogPlace } from '../state/EntryLog.js';
import type { SyncJob } from './SyncJob.js';

/** What a thread is asked to sync. */
export interface ThreadedJob extends Pick<
  SyncJob,
  'taskType' | 'root' | 'sessionDir' | 'contextDir' | 'only' | 'otherMounts' | 'policy' | 'fileDelay' | 'recycled'
> {
  /** The folder for files that are not whole yet. */
  readonly scratch: string;
  /** Where it is kept what both sides have in common. */
  readonly manifest: LogPlace;
}

/** What a thread is told: a job, or to stop one by its number. */
export type ToThread = { readonly number: number; readonly job: ThreadedJob } | { readonly stop: number };

/** What a thread tells of a job: that files came to the context, that it is done, or why not. */
export type FromThread = { readonly number: number } & (
  | { readonly arrived: readonly ArrivedFile[] }
  | { readonly isDone: true }
  | { readonly failed: string }
);
