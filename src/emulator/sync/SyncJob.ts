import type { Arrival } from '../contexts/ArrivalTimes.js';
import type { Scratch } from '../files/scratchFile.js';
import type { MountPolicy } from '../mounts/mountPolicy.js';
import type { SyncScope } from '../mounts/syncScope.js';
import type { LogPlace } from '../state/EntryLog.js';
import type { TaskType } from './taskList.js';

/** What a task is to sync, and how. */
export interface SyncJob extends SyncScope {
  readonly taskType: TaskType;
  /** The root of the session's tree. */
  readonly root: string;
  /** The folder of the mount in it. */
  readonly sessionDir: string;
  /** The folder of the context that keeps it. */
  readonly contextDir: string;
  /** What of it is synced: a file or a folder, by its path from there; empty = all. */
  readonly only: string;
  readonly policy: MountPolicy;
  readonly scratch: Scratch;
  readonly fileDelay: number;
  /** Where it is kept which files of the context were recycled. */
  readonly recycled?: LogPlace | undefined;
  /** Told before each file that is looked at, or removed, and of its length where it is copied. */
  readonly onLooked?: ((bytes?: number) => Promise<void> | undefined) | undefined;
  /** Told of what came to the context. */
  readonly onArrivals?: ((arrivals: readonly Arrival[]) => void) | undefined;
}
