import type { BigIntStats } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrival } from '../contexts/ArrivalTimes.js';
import { FileErrors } from './FileErrors.js';
import { fileSystemTime } from '../files/fingerprint.js';
import { parseManifest, serializeManifest, type SyncManifest, type Look, type ManifestEntry } from './SyncManifest.js';
import { isBelow, type MountPolicy } from '../mounts/mountPolicy.js';
import { openSides, type OpenSides } from './openSides.js';
import { downloadArchive } from './downloadArchive.js';
import { syncFiles } from './syncFiles.js';
import { uploadArchive } from './uploadArchive.js';
import type { TaskType } from './SyncTask.js';
import type { Scratch } from '../files/scratchFile.js';

export type { SyncManifest } from './SyncManifest.js';

/** What a task does. */
export interface SyncJob {
  readonly taskType: TaskType;
  /** The root of the session's tree. */
  readonly root: string;
  /** The folder of the mount in it. */
  readonly here: string;
  /** The folder of the context that keeps it. */
  readonly there: string;
  /** What of it is synced: a file or a folder, by its path from there; empty = all. */
  readonly only: string;
  /** Folders of other mounts inside this one, by their paths from it. */
  readonly otherMounts: readonly string[];
  readonly policy: MountPolicy;
  readonly known: SyncManifest;
  readonly scratch: Scratch;
  readonly fileDelay: number;
  /** Told of what came to the context. */
  readonly arrived?: ((arrivals: readonly Arrival[]) => void) | undefined;
}

/** A task that runs, and what is known while it does. */
export interface SyncRun extends Pick<OpenSides, 'from' | 'to' | 'verify'> {
  readonly job: SyncJob;
  /** The sides that are copied from, and to. */
  readonly source: 'here' | 'there';
  readonly target: 'here' | 'there';
  /** What both sides had in common before. */
  readonly known: ReadonlyMap<string, ManifestEntry>;
  /** What they have in common now, as far as it is known. */
  readonly current: Map<string, ManifestEntry>;
  readonly errors: FileErrors;
  readonly look: Look;
  /** To be called after each file. */
  readonly copied: () => Promise<void>;
  /** To be called for each file that came to the context. */
  readonly arrived: (file: BigIntStats) => void;
}

/**
 * Runs a task. What both sides have in common is kept as it comes to be, so that it is known too where the task fails, or is
 * stopped. Rejects then.
 */
export const runTask = async (job: SyncJob, keep: (known: SyncManifest) => void): Promise<void> => {
  const sides = await openSides(job);
  try {
    await runBetween(sides, job, keep);
  } finally {
    await sides.close();
  }
};

const runBetween = async (sides: OpenSides, job: SyncJob, keep: (known: SyncManifest) => void): Promise<void> => {
  const { taskType, scratch, only, fileDelay } = job;
  const { signal } = scratch;
  const known = parseManifest(job.known);
  const current = new Map([...known].filter(([file]) => !isBelow(file, only)));
  const arrivals: Arrival[] = [];
  const save = (all: ReadonlyMap<string, ManifestEntry>): void => {
    job.arrived?.(arrivals.splice(0));
    keep(serializeManifest(all));
  };
  let [done, next] = [0, keptAfter];
  const run: SyncRun = {
    ...sides,
    job,
    source: taskType === 'upload' ? 'here' : 'there',
    target: taskType === 'upload' ? 'there' : 'here',
    known,
    current,
    errors: new FileErrors(),
    look: { since: await fileSystemTime(scratch.folder), signal },
    copied: async () => {
      if (++done >= next) {
        save(new Map([...known, ...current]));
        // It is kept as a whole: the more there is, the longer it takes.
        next = done + Math.max(keptAfter, current.size / 20);
      }
      if (fileDelay > 0) await sleep(fileDelay, undefined, { signal });
      signal.throwIfAborted();
    },
    arrived: (file) => {
      if (scratch.clock !== undefined) arrivals.push({ file, at: scratch.clock() });
    },
  };
  try {
    await workOf(job)(run);
  } catch (error) {
    save(new Map([...known, ...current]));
    throw error;
  }
  save(current);
};

/** Files: nobody knows when a process is killed. */
const keptAfter = 100;

const workOf = ({ policy, taskType }: SyncJob): ((run: SyncRun) => Promise<void>) => {
  if (policy.uploadMode === 'File') return syncFiles;
  return taskType === 'upload' ? uploadArchive : downloadArchive;
};
