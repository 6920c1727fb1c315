import { setTimeout as sleep } from 'node:timers/promises';
import { fileSystemTime, statsKeyOf } from '../files/fingerprint.js';
import { EntryLog, type Entries } from '../state/EntryLog.js';
import { recycledIn } from '../contexts/RecycledFiles.js';
import { FileErrors } from './FileErrors.js';
import { ManifestKeeper } from './ManifestKeeper.js';
import { openSides, type OpenSides } from './openSides.js';
import type { SyncJob } from './SyncJob.js';
import type { KeptEntry } from './SyncManifest.js';
import type { SyncRun } from './SyncRun.js';

/**
 * Runs a task. What both sides have in common is kept as it comes to be, so that it is known too where the task fails, or is
 * stopped. Rejects then.
 */
export const runSync = async (
  job: SyncJob,
  manifest: Entries<KeptEntry>,
  sync: (run: SyncRun) => Promise<void>,
): Promise<void> => {
  const sides = await openSides(job);
  try {
    const keeper = new ManifestKeeper(job, manifest);
    const run = await startRun(job, sides, keeper);
    try {
      await sync(run);
    } catch (error) {
      keeper.saveUnfinished();
      throw error;
    }
    keeper.saveFinished();
  } finally {
    await sides.close();
  }
};

const startRun = async (job: SyncJob, sides: OpenSides, keeper: ManifestKeeper): Promise<SyncRun> => {
  const { taskType, scratch, fileDelay, recycled } = job;
  const isRecycled = recycled && recycledIn(new EntryLog<true>(recycled));
  const { folder, signal } = scratch;
  return {
    ...sides,
    job,
    source: taskType === 'upload' ? 'session' : 'context',
    target: taskType === 'upload' ? 'context' : 'session',
    previous: keeper.previous,
    current: keeper.current,
    errors: new FileErrors(),
    since: await fileSystemTime(folder),
    signal,
    wasRecycled: (fingerprint) => isRecycled?.(statsKeyOf(fingerprint)) === true,
    onLooked: async (bytes) => {
      await job.onLooked?.(bytes);
      signal.throwIfAborted();
    },
    onCopied: async () => {
      keeper.onCopied();
      if (fileDelay > 0) await sleep(fileDelay, undefined, { signal });
      signal.throwIfAborted();
    },
    onArrived: (file) => {
      keeper.onArrived(file);
    },
  };
};
