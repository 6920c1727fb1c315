import type { BigIntStats } from 'node:fs';
import { compare, markOf } from '../files/fingerprint.js';
import { contentOf } from '../files/readContent.js';
import type { Found } from '../files/walk.js';

/** What both sides of a mount had in common when they were last synced, by the paths of files and folders in it. */
export type Known = Readonly<Record<string, Sides>>;

/** How a file was on either side, when it was the same on both. */
export interface Sides {
  readonly here: string;
  readonly there: string;
  /** What it held: it tells whether a file changed where its mark does not. Undefined where nobody should read it. */
  readonly content?: string | undefined;
}

/** What is known of a folder: it was on both sides. */
export const knownFolder: Sides = { here: 'folder', there: 'folder' };

export const isFolder = (known: Sides): boolean => known.here === knownFolder.here;

/** Any name can be that of a file, `__proto__` too. What is not as it should be is as good as nothing. */
export const knownAsMap = (known: Known): Map<string, Sides> =>
  new Map(
    Object.entries(known).filter(
      ([, sides]) => typeof (sides as Sides | null)?.here === 'string' && typeof sides.there === 'string',
    ),
  );

export const mapAsKnown = (known: ReadonlyMap<string, Sides>): Known => Object.fromEntries(known);

/** What is needed to look at a file. */
export interface Look {
  /** A time of the file system before all that is looked at. */
  readonly since: bigint;
  readonly signal: AbortSignal;
}

/** What is known of a file, if it is on this side as it was; undefined where it is not. */
export const stillKnown = async (
  { parent, name }: Found,
  stats: BigIntStats | undefined,
  known: Sides | undefined,
  side: 'here' | 'there',
  { since, signal }: Look,
): Promise<Sides | undefined> => {
  if (known === undefined || stats?.isFile() !== true) return undefined;
  const compared = compare(known[side], stats);
  if (compared === 'same') return known;
  if (compared === 'changed' || known.content === undefined) return undefined;
  const opened = await parent.file(name);
  if (opened === undefined) return undefined;
  try {
    const content = await contentOf(opened, signal);
    return content === known.content ? { ...known, [side]: markOf(opened.stats, since) } : undefined;
  } finally {
    await opened.handle.close();
  }
};
