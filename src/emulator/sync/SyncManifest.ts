import type { BigIntStats } from 'node:fs';
import { compareFingerprint, fingerprint } from '../files/fingerprint.js';
import { hashContent } from '../files/readContent.js';
import type { WalkEntry } from '../files/walk.js';

/** An entry as it is kept. What emulators before this one kept has these names, too: `here` is the session. */
export interface KeptEntry {
  readonly here: string;
  readonly there: string;
  readonly content?: string | undefined;
}

/** One of the two places where the files of a mount are. */
export type Side = 'session' | 'context';

/** The fingerprints of a file on either side, when it was the same on both. */
export interface ManifestEntry extends Readonly<Record<Side, string>> {
  /** What it held: it tells whether a file changed where its fingerprint does not. Undefined where nobody should read it. */
  readonly content?: string | undefined;
}

/** What is known of a folder: it was on both sides. */
export const folderEntry: ManifestEntry = { session: 'folder', context: 'folder' };

export const isFolderEntry = ({ session }: ManifestEntry): boolean => session === folderEntry.session;

/** What is not as it should be is as good as nothing. */
export const parseEntry = (kept: Partial<KeptEntry> | null): ManifestEntry | undefined => {
  if (typeof kept?.here !== 'string' || typeof kept.there !== 'string') return undefined;
  const { here, there, ...rest } = kept;
  return { session: here, context: there, ...rest };
};

export const serializeEntry = ({ session, context, ...rest }: ManifestEntry): KeptEntry => ({
  here: session,
  there: context,
  ...rest,
});

export const isSameEntry = (one: ManifestEntry | undefined, other: ManifestEntry | undefined): boolean =>
  one?.session === other?.session && one?.context === other?.context && one?.content === other?.content;

/** The entry of a file that is on this side as it was; undefined where it is not. `since` is a time before it was looked at. */
export const entryIfUnchanged = async (
  { parent, name }: WalkEntry,
  stats: BigIntStats | undefined,
  entry: ManifestEntry | undefined,
  side: Side,
  { since, signal }: { readonly since: bigint; readonly signal: AbortSignal },
): Promise<ManifestEntry | undefined> => {
  if (entry === undefined || stats?.isFile() !== true) return undefined;
  const compared = compareFingerprint(entry[side], stats);
  if (compared === 'same') return entry;
  if (compared === 'changed' || entry.content === undefined) return undefined;
  const opened = await parent.file(name);
  if (opened === undefined) return undefined;
  try {
    const content = await hashContent(opened, signal);
    return content === entry.content ? { ...entry, [side]: fingerprint(opened.stats, since) } : undefined;
  } finally {
    await opened.handle.close();
  }
};
