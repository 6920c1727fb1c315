import type { BigIntStats } from 'node:fs';
import { statsKey } from '../files/fingerprint.js';
import { OpenFolder } from '../files/OpenFolder.js';
import { isBelow, sessionPathParts } from '../files/paths.js';
import { walk, type WalkEntry } from '../files/walk.js';
import { pathInContext, policyOf, type Mount } from '../mounts/Mount.js';

/** What is recycled, and when. */
export interface RecycleRule {
  readonly days: number;
  /** In the context. */
  readonly paths: readonly string[];
}

/** What the policies of mounts say, by the paths of the mounts in their context. */
export const recycleRulesOf = (mounts: readonly Mount[]): Readonly<Record<string, RecycleRule | undefined>> =>
  Object.fromEntries(
    mounts.map((mount) => {
      const { lifecycleDays: days, recyclePaths: paths } = policyOf(mount);
      const path = sessionPathParts(pathInContext(mount)).join('/');
      return [path, days === undefined ? undefined : { days, paths }];
    }),
  );

/** What is to be looked at. */
export interface Sweep {
  readonly rules: readonly RecycleRule[];
  /** When a file came to the context, in Unix milliseconds. */
  readonly arrival: (file: BigIntStats) => number;
  /** In Unix milliseconds. */
  readonly now: number;
}

/** Whether the time of a file has come. */
export const hasExpired = async (folder: string, sweep: Sweep): Promise<boolean> => {
  let isAny = false;
  await forEachExpired(folder, sweep, () => {
    isAny = true;
    return Promise.resolve();
  });
  return isAny;
};

/** Removes the files whose time has come: `note` is told which, before they go. */
export const removeExpired = async (
  folder: string,
  sweep: Sweep,
  note: (keys: ReadonlySet<string>) => void,
): Promise<void> => {
  const due = new Set<string>();
  await forEachExpired(folder, sweep, (_, stats) => Promise.resolve(void due.add(statsKey(stats))));
  if (due.size === 0) return;
  note(due);
  await forEachExpired(folder, sweep, async ({ parent, name }, stats) => {
    if (due.has(statsKey(stats))) await parent.remove(name);
  });
};

const forEachExpired = async (
  folder: string,
  { rules, arrival, now }: Sweep,
  work: (found: WalkEntry, stats: BigIntStats) => Promise<void>,
): Promise<void> => {
  if (rules.length === 0) return;
  const root = await OpenFolder.open(folder).catch(unlessGone);
  if (root === undefined) return;
  const visitor = {
    isWanted: () => true,
    folder: () => Promise.resolve(true),
    file: async (found: WalkEntry) => {
      const own = rules.filter(({ paths }) => paths.some((below) => isBelow(found.file, below)));
      // It may be gone since it was listed.
      const stats = own.length === 0 ? undefined : await found.parent.stat(found.name);
      const days = Math.min(...own.map((rule) => rule.days));
      if (stats !== undefined && arrival(stats) < now - days * 86_400_000) await work(found, stats);
    },
    skipped: () => undefined,
    // What cannot be read stays.
    failed: () => undefined,
  };
  try {
    await walk(root, visitor);
  } finally {
    await root.close();
  }
};

const unlessGone = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
};
