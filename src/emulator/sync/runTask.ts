import type { BigIntStats } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrival } from '../contexts/ArrivalTimes.js';
import { Failures } from './FileErrors.js';
import { timeOfSystem } from '../files/fingerprint.js';
import { knownAsMap, mapAsKnown, type Known, type Look, type Sides } from './SyncManifest.js';
import { isBelow, type MountPolicy } from '../mounts/mountPolicy.js';
import { openSides, type OpenSides } from './openSides.js';
import { downloadArchive } from './downloadArchive.js';
import { syncFiles } from './syncFiles.js';
import { uploadArchive } from './uploadArchive.js';
import type { TaskType } from './SyncTask.js';
import type { Scratch } from '../files/scratchFile.js';

export type { Known } from './SyncManifest.js';

/** What a task does. */
export interface TaskOrder {
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
  readonly others: readonly string[];
  readonly policy: MountPolicy;
  readonly known: Known;
  readonly scratch: Scratch;
  readonly fileDelay: number;
  /** Told of what came to the context. */
  readonly arrived?: ((arrivals: readonly Arrival[]) => void) | undefined;
}

/** A task that runs, and what is known while it does. */
export interface RunningTask extends Pick<OpenSides, 'from' | 'to' | 'verify'> {
  readonly order: TaskOrder;
  /** The sides that are copied from, and to. */
  readonly source: 'here' | 'there';
  readonly target: 'here' | 'there';
  /** What both sides had in common before. */
  readonly known: ReadonlyMap<string, Sides>;
  /** What they have in common now, as far as it is known. */
  readonly common: Map<string, Sides>;
  readonly failures: Failures;
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
export const runTask = async (order: TaskOrder, keep: (known: Known) => void): Promise<void> => {
  const sides = await openSides(order);
  try {
    await runBetween(sides, order, keep);
  } finally {
    await sides.close();
  }
};

const runBetween = async (sides: OpenSides, order: TaskOrder, keep: (known: Known) => void): Promise<void> => {
  const { taskType, scratch, only, fileDelay } = order;
  const { signal } = scratch;
  const known = knownAsMap(order.known);
  const common = new Map([...known].filter(([file]) => !isBelow(file, only)));
  const arrivals: Arrival[] = [];
  const save = (all: ReadonlyMap<string, Sides>): void => {
    order.arrived?.(arrivals.splice(0));
    keep(mapAsKnown(all));
  };
  let [done, next] = [0, keptAfter];
  const run: RunningTask = {
    ...sides,
    order,
    source: taskType === 'upload' ? 'here' : 'there',
    target: taskType === 'upload' ? 'there' : 'here',
    known,
    common,
    failures: new Failures(),
    look: { since: await timeOfSystem(scratch.folder), signal },
    copied: async () => {
      if (++done >= next) {
        save(new Map([...known, ...common]));
        // It is kept as a whole: the more there is, the longer it takes.
        next = done + Math.max(keptAfter, common.size / 20);
      }
      if (fileDelay > 0) await sleep(fileDelay, undefined, { signal });
      signal.throwIfAborted();
    },
    arrived: (file) => {
      if (scratch.clock !== undefined) arrivals.push({ file, at: scratch.clock() });
    },
  };
  try {
    await workOf(order)(run);
  } catch (error) {
    save(new Map([...known, ...common]));
    throw error;
  }
  save(common);
};

/** Files: nobody knows when a process is killed. */
const keptAfter = 100;

const workOf = ({ policy, taskType }: TaskOrder): ((run: RunningTask) => Promise<void>) => {
  if (policy.uploadMode === 'File') return syncFiles;
  return taskType === 'upload' ? uploadArchive : downloadArchive;
};
