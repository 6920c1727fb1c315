import type { FolderCursor } from '../files/FolderCursor.js';
import { isKindMismatch } from '../files/OpenFolder.js';
import { baseName, parentPath } from '../files/paths.js';
import { entryIfUnchanged, isFolderEntry, type ManifestEntry } from './SyncManifest.js';
import type { SyncRun } from './SyncRun.js';

/**
 * Removes from the context what is gone from the session, unless it changed there meanwhile. Tells how many. A folder stays
 * where something is left in it.
 */
export const removeDeleted = async (
  run: SyncRun,
  targets: FolderCursor,
  isGone: (file: string, before: ManifestEntry) => boolean,
): Promise<number> => {
  let removed = 0;
  // What is in a folder comes before it.
  const gone = [...run.previous]
    .filter(([file, before]) => isGone(file, before))
    .sort(([one], [other]) => (one < other ? 1 : -1));
  for (const [file, before] of gone) {
    await run.onLooked();
    try {
      if (await isRemoved(run, targets, file, before)) removed++;
    } catch (error) {
      run.signal.throwIfAborted();
      run.current.set(file, before);
      run.errors.add(file, error);
    }
  }
  return removed;
};

const isRemoved = async (
  run: SyncRun,
  targets: FolderCursor,
  file: string,
  before: ManifestEntry,
): Promise<boolean> => {
  const parent = await targets.find(parentPath(file)).catch(unlessOther);
  const name = baseName(file);
  const stats = await parent?.stat(name);
  if (parent === undefined || stats === undefined) return false;
  if (isFolderEntry(before)) return parent.removeFolder(name).then(() => true, unlessKept);
  if ((await entryIfUnchanged({ file, name, parent }, stats, before, 'context', run)) === undefined) return false;
  await parent.remove(name);
  return true;
};

/** Something else is where a folder was: what was in it is gone already. */
const unlessOther = (error: unknown): undefined => {
  if (!isKindMismatch(error)) throw error;
};

const unlessKept = (error: unknown): false => {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  return false;
};
