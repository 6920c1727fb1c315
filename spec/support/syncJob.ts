import { mountPolicy } from '../../src/emulator/mounts/mountPolicy.js';
import type { SyncJob } from '../../src/emulator/sync/SyncJob.js';

/** Where the files of a task are. */
export interface TaskFolders {
  readonly root: string;
  readonly here: string;
  readonly there: string;
  readonly scratch: string;
}

/** An upload of all that is in a mount, but for what is special about it. */
export const syncJob = (
  { root, here, there, scratch }: TaskFolders,
  signal: AbortSignal,
  more: Partial<SyncJob>,
): SyncJob => ({
  taskType: 'upload',
  root,
  sessionDir: here,
  contextDir: there,
  only: '',
  otherMounts: [],
  policy: mountPolicy(undefined, '/data'),
  scratch: { folder: scratch, signal },
  fileDelay: 0,
  ...more,
});
