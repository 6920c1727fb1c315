import type { BigIntStats } from 'node:fs';
import { compareFingerprint, fingerprint } from '../files/fingerprint.js';
import { hashContent } from '../files/readContent.js';
import type { WalkEntry } from '../files/walk.js';

/** What both sides of a mount had in common when they were last synced, by the paths of files and folders in it. */
export type SyncManifest = Readonly<Record<string, ManifestEntry>>;

/** How a file was on either side, when it was the same on both. */
export interface ManifestEntry {
  readonly here: string;
  readonly there: string;
  /** What it held: it tells whether a file changed where its mark does not. Undefined where nobody should read it. */
  readonly content?: string | undefined;
}

/** What is known of a folder: it was on both sides. */
export const folderEntry: ManifestEntry = { here: 'folder', there: 'folder' };

export const isFolderEntry = (known: ManifestEntry): boolean => known.here === folderEntry.here;

/** Any name can be that of a file, `__proto__` too. What is not as it should be is as good as nothing. */
export const parseManifest = (known: SyncManifest): Map<string, ManifestEntry> =>
  new Map(
    Object.entries(known).filter(
      ([, sides]) => typeof (sides as ManifestEntry | null)?.here === 'string' && typeof sides.there === 'string',
    ),
  );

export const serializeManifest = (known: ReadonlyMap<string, ManifestEntry>): SyncManifest => Object.fromEntries(known);

/** What is needed to look at a file. */
export interface Look {
  /** A time of the file system before all that is looked at. */
  readonly since: bigint;
  readonly signal: AbortSignal;
}

/** What is known of a file, if it is on this side as it was; undefined where it is not. */
export const entryIfUnchanged = async (
  { parent, name }: WalkEntry,
  stats: BigIntStats | undefined,
  known: ManifestEntry | undefined,
  side: 'here' | 'there',
  { since, signal }: Look,
): Promise<ManifestEntry | undefined> => {
  if (known === undefined || stats?.isFile() !== true) return undefined;
  const compared = compareFingerprint(known[side], stats);
  if (compared === 'same') return known;
  if (compared === 'changed' || known.content === undefined) return undefined;
  const opened = await parent.file(name);
  if (opened === undefined) return undefined;
  try {
    const content = await hashContent(opened, signal);
    return content === known.content ? { ...known, [side]: fingerprint(opened.stats, since) } : undefined;
  } finally {
    await opened.handle.close();
  }
};
