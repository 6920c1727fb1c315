import { archiveName, pack, type ArchiveEntry } from '../files/archive.js';
import { archiveManifestEntry, entriesToKeep, rememberArchive } from './archiveBefore.js';
import { FolderCursor } from '../files/FolderCursor.js';
import { entryIfUnchanged } from './SyncManifest.js';
import { writeInPlace } from './placeContent.js';
import { readContent } from '../files/readContent.js';
import type { SyncRun } from './runTask.js';
import { isInScope, mayHoldInScope } from '../mounts/syncScope.js';
import { openEntry, walk, type WalkEntry } from '../files/walk.js';

/**
 * Packs all files into one archive in the context, whatever the path of the task, for the archive is all that it keeps. It
 * stays as it is where one of them cannot be read. What the session never had of the archive before stays in it.
 */
export const uploadArchive = async (run: SyncRun): Promise<void> => {
  const { from, job, look, errors } = run;
  const packed = new Map<string, ArchiveEntry>();
  const keep = (file: string, one: ArchiveEntry): void => {
    if (/\p{Surrogate}/u.test(file)) errors.add(file, new Error('An archive cannot hold this name'));
    else packed.set(file, one);
  };
  const read = async (found: WalkEntry): Promise<void> => {
    if (found.file === archiveName && (await isCopy(run, found))) return;
    const opened = await openEntry(found);
    if (opened === undefined) return;
    const reading = readContent(opened, look.signal).finally(() => opened.handle.close());
    const content = await reading;
    errors.remove(found.file);
    keep(found.file, { content, attributes: opened.stats });
  };
  const visitor = {
    isWanted: (file: string, kind: 'file' | 'folder') =>
      kind === 'folder' ? mayHoldInScope(job, file) : isInScope(job, file),
    file: async (found: WalkEntry) => {
      look.signal.throwIfAborted();
      await read(found).catch((error: unknown) => {
        look.signal.throwIfAborted();
        errors.add(found.file, error);
      });
    },
    folder: (file: string) => {
      if (isInScope(job, file)) keep(`${file}/`, { content: Buffer.alloc(0), attributes: undefined });
      return Promise.resolve(true);
    },
    skipped: () => undefined,
    failed: (file: string, error: unknown) => {
      errors.add(file, error);
    },
  };
  if (from !== undefined) await walk(from, visitor, look);
  // An archive without what could not be read would take it from the context.
  errors.throwIfAny();
  await run.verify();
  const carried = await entriesToKeep(run, packed).catch((error: unknown) => {
    look.signal.throwIfAborted();
    errors.add(archiveName, error);
  });
  errors.throwIfAny();
  const content = await pack(new Map([...(carried?.files ?? []), ...packed]));
  const targets = new FolderCursor(run.to);
  try {
    await writeInPlace(run, targets, archiveName, { content, attributes: undefined });
  } finally {
    await targets.close();
  }
  const placed = carried?.isUnknown === true ? undefined : await run.to.file(archiveName);
  const state = placed && (await archiveManifestEntry(placed, run).finally(() => placed.handle.close()));
  rememberArchive(run, state);
  for (const name of packed.keys()) if (!name.endsWith('/')) await run.copied();
};

/** Whether a file is the archive of the context that was downloaded: what it holds is in the context. */
const isCopy = async ({ known, current, look }: SyncRun, found: WalkEntry): Promise<boolean> => {
  const copy = await entryIfUnchanged(found, await found.parent.stat(found.name), known.get(archiveName), 'here', look);
  if (copy !== undefined) current.set(archiveName, copy);
  return copy !== undefined;
};
