import { shownPath } from '../files/fileNames.js';
import type { FoldersBelow } from '../files/FolderCursor.js';
import { isFolder, stillKnown } from './SyncManifest.js';
import type { OpenFolder } from '../files/OpenFolder.js';
import { folderOf, nameIn } from '../files/paths.js';
import type { RunningTask } from './runTask.js';

/** Whether the other side has something else at the path of a file or a folder: a file became a folder, or a folder a file. */
export const isInTheWay = async (targets: FoldersBelow, file: string, kind: 'file' | 'folder'): Promise<boolean> => {
  const parent = await targets.find(folderOf(file));
  const found = parent?.statSync(nameIn(file));
  return found !== undefined && !(kind === 'file' ? found.isFile() : found.isDirectory());
};

/**
 * Makes way for a file or a folder, where something else is in it. What goes for it is what was synced and did not change
 * since. Rejects where there is anything more.
 */
export const makeWay = async (
  run: RunningTask,
  targets: FoldersBelow,
  file: string,
  kind: 'file' | 'folder',
): Promise<void> => {
  if (!(await isInTheWay(targets, file, kind))) return;
  const parent = await targets.find(folderOf(file));
  const found = parent?.statSync(nameIn(file));
  if (parent === undefined || found === undefined) return;
  if (found.isSymbolicLink()) throw new Error('There is a link on the way');
  if (!found.isFile() && !found.isDirectory()) throw new Error('What is in its place is no file or folder.');
  const { taskType, policy } = run.order;
  if (taskType === 'upload' && !policy.syncLocalFile) {
    throw new Error(found.isFile() ? 'EEXIST, a file is in its place' : 'EISDIR, a folder is in its place');
  }
  for (const { path, wasFolder } of await allKnown(run, parent, file)) {
    const folder = await targets.find(folderOf(path));
    // What came meanwhile keeps its folder.
    await (wasFolder ? folder?.removeFolder(nameIn(path)) : folder?.remove(nameIn(path)));
  }
};

interface KnownEntry {
  readonly path: string;
  readonly wasFolder: boolean;
}

/** All that is at a path, a folder after what is in it. Rejects where anything of it is not as it was when it was synced. */
const allKnown = async (
  run: RunningTask,
  parent: OpenFolder,
  path: string,
  top = path,
): Promise<readonly KnownEntry[]> => {
  const name = nameIn(path);
  const stats = parent.statSync(name);
  if (stats === undefined) return [];
  const known = run.common.get(path) ?? run.known.get(path);
  const unknown = () => {
    const isFile = path === top && !stats.isDirectory();
    if (isFile) return new Error('EEXIST, a file that was not synced is in its place');
    return new Error(`EISDIR, a folder with what was not synced (${shownPath(path)}) is in its place`);
  };
  if (!stats.isDirectory()) {
    const still = await stillKnown({ file: path, name, parent }, stats, known, run.target, run.look);
    if (still === undefined) throw unknown();
    return [{ path, wasFolder: false }];
  }
  const folder = await parent.folder(name);
  if (folder === undefined) return [];
  try {
    const all: KnownEntry[] = [];
    const entries = await folder.list();
    if (entries.length === 0 && (known === undefined || !isFolder(known))) throw unknown();
    for (const entry of entries) all.push(...(await allKnown(run, folder, `${path}/${entry.name}`, top)));
    return [...all, { path, wasFolder: true }];
  } finally {
    await folder.close();
  }
};
