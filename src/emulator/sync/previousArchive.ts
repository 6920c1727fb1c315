import { archiveName, unpack, type ArchiveEntry } from '../files/archive.js';
import { fingerprint } from '../files/fingerprint.js';
import type { OpenFile } from '../files/OpenFolder.js';
import { filePathParts } from '../files/paths.js';
import { hashContent, readContent } from '../files/readContent.js';
import { isInScope } from '../mounts/syncScope.js';
import { entryIfUnchanged, type ManifestEntry } from './SyncManifest.js';
import type { SyncRun } from './SyncRun.js';

/** At this path of the manifest is the archive that the session has all of: it was unpacked there, or packed of what was there. */
const wholeArchive = '';

/** What an archive holds that is to be in the one that takes its place. */
export interface KeptEntries {
  readonly files: ReadonlyMap<string, ArchiveEntry>;
  /** Whether something of it is the session's to change, but the session never had it. */
  readonly isUnknown: boolean;
}

/**
 * What the archive of the context holds that the session does not sync, or cannot be said to have removed: only who had all of
 * an archive may say by an absence that something is gone.
 */
export const entriesToKeep = async (run: SyncRun, packed: ReadonlyMap<string, ArchiveEntry>): Promise<KeptEntries> => {
  const { job, previous, to, signal } = run;
  const opened = await to.file(archiveName);
  if (opened === undefined) return { files: new Map(), isUnknown: false };
  try {
    const found = { file: archiveName, name: archiveName, parent: to };
    const isHad =
      job.policy.syncLocalFile &&
      (await entryIfUnchanged(found, opened.stats, previous.get(wholeArchive), 'context', run)) !== undefined;
    const files = new Map<string, ArchiveEntry>();
    let isUnknown = false;
    for (const [name, one] of await unpack(await readContent(opened, signal))) {
      const file = filePathParts(name).join('/') + (name.endsWith('/') ? '/' : '');
      const isMeant = isInScope(job, file);
      if (packed.has(file) || (isMeant && isHad)) continue;
      if (one === undefined) throw new Error('What the archive holds cannot be unpacked');
      files.set(file, one);
      isUnknown ||= isMeant;
    }
    return { files, isUnknown };
  } finally {
    await opened.handle.close();
  }
};

/** Tells an archive from others. */
export const archiveManifestEntry = async (archive: OpenFile, { since, signal }: SyncRun): Promise<ManifestEntry> => ({
  session: '',
  context: fingerprint(archive.stats, since),
  content: await hashContent(archive, signal),
});

/** Remembers which archive the session has all of, if any. */
export const rememberArchive = ({ current }: SyncRun, archive: ManifestEntry | undefined): void => {
  if (archive === undefined) current.delete(wholeArchive);
  else current.set(wholeArchive, archive);
};
