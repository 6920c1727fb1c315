import * as t from 'io-ts';
import { version } from '../../model/version.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';

/** The entry that says what the archive is. */
export const manifestName = 'manifest.json';

const format = 'rx-context-sync-emulator';

/** Counts up whenever archives change so that an emulator before would read them wrongly. */
const formatVersion = 1;

/** The folders of a data folder that are in an archive. */
export const archivedFolders = ['state', 'contexts', 'sessions'] as const;

/** What is known and not told: what URLs are signed with; and what goes by inodes, which {@link EntryFacts} tell. */
export const unarchivedKinds: ReadonlySet<string> = new Set(['secrets', 'arrivals']);

/** What an archive tells of a file beside what all tools know, in the comment of its entry. Times are decimal texts. */
export interface EntryFacts {
  /** In nanoseconds, as the files have them. */
  readonly mtime?: string | undefined;
  readonly atime?: string | undefined;
  /** When it came to its context, in Unix milliseconds. */
  readonly arrived?: number | undefined;
  /** What told it from others: what is known of it is told by that. */
  readonly key?: string | undefined;
}

const manifestCodec = t.type({ format: t.literal(format), formatVersion: t.number });

const factsCodec = t.partial({ mtime: t.string, atime: t.string, arrived: t.number, key: t.string });

/** The text of the manifest of an archive that is written now. */
export const newManifest = (): string => JSON.stringify({ format, formatVersion, writtenBy: version }, null, 2);

/** Refuses an archive that is not one of ours, or of an emulator after this one. */
export const checkManifest = (text: string): void => {
  const manifest = parsed(text);
  if (!manifestCodec.is(manifest)) throw badArchive('it holds no state of this emulator');
  if (manifest.formatVersion === formatVersion) return;
  const { formatVersion: given } = manifest;
  throw badArchive(`its format has the version ${given}, and this emulator knows the version ${formatVersion}`);
};

/** What the comment of an entry tells: nothing, where somebody else packed it. */
export const readFacts = (comment: string): EntryFacts => {
  const facts = parsed(comment);
  return factsCodec.is(facts) ? facts : {};
};

/** What an archive is refused with. */
export const badArchive = (why: string): ServiceRefusal =>
  new ServiceRefusal('InvalidArchive', `The archive cannot be imported: ${why}.`);

/** What JSON text says; undefined where it is none. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
