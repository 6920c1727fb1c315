import type { FoldersBelow } from '../files/FolderCursor.js';
import { isFolder, stillKnown, type Sides } from './SyncManifest.js';
import { isOfOtherKind } from '../files/OpenFolder.js';
import { folderOf, nameIn } from '../files/paths.js';
import type { RunningTask } from './runTask.js';

/**
 * Removes from the context what is gone from the session, unless it changed there meanwhile. Tells how many. A folder stays
 * where something is left in it.
 */
export const removeGone = async (
  run: RunningTask,
  targets: FoldersBelow,
  isGone: (file: string, known: Sides) => boolean,
): Promise<number> => {
  let removed = 0;
  // What is in a folder comes before it.
  const gone = [...run.known]
    .filter(([file, known]) => isGone(file, known))
    .sort(([one], [other]) => (one < other ? 1 : -1));
  for (const [file, known] of gone) {
    run.look.signal.throwIfAborted();
    try {
      if (await isRemoved(run, targets, file, known)) removed++;
    } catch (error) {
      run.common.set(file, known);
      run.failures.add(file, error);
    }
  }
  return removed;
};

const isRemoved = async (run: RunningTask, targets: FoldersBelow, file: string, known: Sides): Promise<boolean> => {
  const parent = await targets.find(folderOf(file)).catch(unlessOther);
  const name = nameIn(file);
  const stats = await parent?.stat(name);
  if (parent === undefined || stats === undefined) return false;
  if (isFolder(known)) return parent.removeFolder(name).then(() => true, unlessKept);
  if ((await stillKnown({ file, name, parent }, stats, known, 'there', run.look)) === undefined) return false;
  await parent.remove(name);
  return true;
};

/** Something else is where a folder was: what was in it is gone already. */
const unlessOther = (error: unknown): undefined => {
  if (!isOfOtherKind(error)) throw error;
};

const unlessKept = (error: unknown): false => {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  return false;
};
