import { archiveName, pack, type ArchiveEntry } from '../files/archive.js';
import { FolderCursor } from '../files/FolderCursor.js';
import { readContent } from '../files/readContent.js';
import { openEntry, walk, type Visitor, type WalkEntry } from '../files/walk.js';
import { isInScope, mayHoldInScope } from '../mounts/syncScope.js';
import { archiveManifestEntry, entriesToKeep, rememberArchive, type KeptEntries } from './previousArchive.js';
import { entryIfUnchanged } from './SyncManifest.js';
import type { SyncRun } from './SyncRun.js';
import { writeInPlace } from './writeInPlace.js';

/**
 * Packs all files into one archive in the context, whatever the path of the task, for the archive is all that it keeps. It
 * stays as it is where one of them cannot be read. What the session never had of the archive before stays in it.
 */
export const uploadArchive = async (run: SyncRun): Promise<void> => {
  const packed = await readAll(run);
  await run.verify();
  const kept = await keptEntries(run, packed);
  await writeArchive(run, new Map([...kept.files, ...packed]));
  // Who never had all of an archive may not say by an absence that something is gone.
  if (kept.isUnknown) rememberArchive(run, undefined);
  else await rememberPlaced(run);
  for (const name of packed.keys()) if (!name.endsWith('/')) await run.onCopied();
};

/** All that is to be packed, by the paths in the archive. Rejects where any of it cannot be: it would be gone from the context. */
const readAll = async (run: SyncRun): Promise<ReadonlyMap<string, ArchiveEntry>> => {
  const packed = new Map<string, ArchiveEntry>();
  if (run.from !== undefined) await walk(run.from, packing(run, packed), { since: run.since });
  run.errors.throwIfAny();
  return packed;
};

const packing = (run: SyncRun, packed: Map<string, ArchiveEntry>): Visitor => {
  const { job, signal, errors } = run;
  const add = (name: string, entry: ArchiveEntry): void => {
    if (/\p{Surrogate}/u.test(name)) errors.add(name, new Error('An archive cannot hold this name'));
    else packed.set(name, entry);
  };
  const read = async (found: WalkEntry): Promise<void> => {
    if (found.file === archiveName && (await isDownloadedCopy(run, found))) return;
    const opened = await openEntry(found);
    if (opened === undefined) return;
    const content = await readContent(opened, signal).finally(() => opened.handle.close());
    errors.remove(found.file);
    add(found.file, { content, attributes: opened.stats });
  };
  return {
    isWanted: (file, kind) => (kind === 'folder' ? mayHoldInScope(job, file) : isInScope(job, file)),
    file: async (found) => {
      signal.throwIfAborted();
      await read(found).catch((error: unknown) => {
        signal.throwIfAborted();
        errors.add(found.file, error);
      });
    },
    folder: (file) => {
      if (isInScope(job, file)) add(`${file}/`, { content: Buffer.alloc(0), attributes: undefined });
      return Promise.resolve(true);
    },
    skipped: () => undefined,
    failed: (file, error) => {
      errors.add(file, error);
    },
  };
};

/** Whether a file is the archive of the context that was downloaded: what it holds is in the context. */
const isDownloadedCopy = async (run: SyncRun, found: WalkEntry): Promise<boolean> => {
  const stats = await found.parent.stat(found.name);
  const copy = await entryIfUnchanged(found, stats, run.previous.get(archiveName), 'session', run);
  if (copy !== undefined) run.current.set(archiveName, copy);
  return copy !== undefined;
};

const keptEntries = async (run: SyncRun, packed: ReadonlyMap<string, ArchiveEntry>): Promise<KeptEntries> => {
  try {
    return await entriesToKeep(run, packed);
  } catch (error) {
    run.signal.throwIfAborted();
    run.errors.add(archiveName, error);
    throw run.errors.toError();
  }
};

const writeArchive = async (run: SyncRun, entries: ReadonlyMap<string, ArchiveEntry>): Promise<void> => {
  const targets = new FolderCursor(run.to);
  try {
    await writeInPlace(run, targets, archiveName, { content: await pack(entries), attributes: undefined });
  } finally {
    await targets.close();
  }
};

/** The session has all of the archive that was placed just now, if it is still there. */
const rememberPlaced = async (run: SyncRun): Promise<void> => {
  const placed = await run.to.file(archiveName);
  const entry = placed && (await archiveManifestEntry(placed, run).finally(() => placed.handle.close()));
  rememberArchive(run, entry);
};
