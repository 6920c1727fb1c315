import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';

/** The two ways to sync. */
export type TaskType = 'upload' | 'download';

/** One sync task, as the emulator keeps it. */
export interface SyncTask extends ContextStatusData {
  /** Counts up in its session. */
  readonly number: number;
  readonly taskType: TaskType;
}
