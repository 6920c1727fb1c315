import type { Entries } from '../state/EntryLog.js';
import { downloadArchive } from './downloadArchive.js';
import { runSync } from './runSync.js';
import { syncFiles } from './syncFiles.js';
import type { SyncJob } from './SyncJob.js';
import type { KeptEntry } from './SyncManifest.js';
import type { SyncRun } from './SyncRun.js';
import { uploadArchive } from './uploadArchive.js';

/** Runs a task, as the policy of its mount says. */
export const runTask = (job: SyncJob, manifest: Entries<KeptEntry>): Promise<void> =>
  runSync(job, manifest, syncBy(job));

const syncBy = ({ policy, taskType }: SyncJob): ((run: SyncRun) => Promise<void>) => {
  if (policy.uploadMode === 'File') return syncFiles;
  return taskType === 'upload' ? uploadArchive : downloadArchive;
};
