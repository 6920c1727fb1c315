import { ArchiveReader } from '../files/ArchiveReader.js';
import type { ArchiveWriter } from '../files/ArchiveWriter.js';
import { fingerprint } from '../files/fingerprint.js';
import type { OpenFile } from '../files/OpenFolder.js';
import { filePathParts } from '../files/paths.js';
import { hashContent } from '../files/readContent.js';
import { isInScope } from '../mounts/syncScope.js';
import { entryIfUnchanged, type ManifestEntry } from './SyncManifest.js';
import type { SyncRun } from './SyncRun.js';

/** What an upload in `Archive` mode leaves in the context. */
export const archiveName = 'archive.zip';

/** At this path of the manifest is the archive that the session has all of: it was unpacked there, or packed of what was there. */
const wholeArchive = '';

/** What is known of the archive of the context, once what is to be kept of it is in the one that takes its place. */
export interface KeptEntries {
  /** Whether something of it is the session's to change, but the session never had it. */
  readonly isUnknown: boolean;
}

/**
 * Copies what the archive of the context holds that the session does not sync, or cannot be said to have removed: only who had all
 * of an archive may say by an absence that something is gone.
 */
export const keepEntries = async (
  run: SyncRun,
  archive: ArchiveWriter,
  isPacked: (file: string) => boolean,
): Promise<KeptEntries> => {
  const { job, previous, to, signal } = run;
  const opened = await to.file(archiveName);
  if (opened === undefined) return { isUnknown: false };
  try {
    const found = { file: archiveName, name: archiveName, parent: to };
    const isHad =
      job.policy.syncLocalFile &&
      (await entryIfUnchanged(found, opened.stats, previous.get(wholeArchive), 'context', run)) !== undefined;
    const before = await ArchiveReader.open(opened);
    let isUnknown = false;
    for await (const one of before.files()) {
      const file = filePathParts(one.name).join('/') + (one.name.endsWith('/') ? '/' : '');
      const isMeant = isInScope(job, file);
      if (isPacked(file) || (isMeant && isHad)) continue;
      await archive.addPacked(await before.packed(file, one), signal);
      isUnknown ||= isMeant;
    }
    return { isUnknown };
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
