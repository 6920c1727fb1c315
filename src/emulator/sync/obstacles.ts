import { displayPath } from '../files/fileNames.js';
import type { FolderCursor } from '../files/FolderCursor.js';
import type { OpenFolder } from '../files/OpenFolder.js';
import { baseName, parentPath } from '../files/paths.js';
import { entryIfUnchanged, isFolderEntry } from './SyncManifest.js';
import type { SyncRun } from './SyncRun.js';

/** Whether the other side has something else at the path of a file or a folder: a file became a folder, or a folder a file. */
export const isObstructed = async (targets: FolderCursor, file: string, kind: 'file' | 'folder'): Promise<boolean> => {
  const parent = await targets.find(parentPath(file));
  const found = parent?.statSync(baseName(file));
  return found !== undefined && !(kind === 'file' ? found.isFile() : found.isDirectory());
};

/**
 * Makes way for a file or a folder, where something else is in it. What goes for it is what was synced and did not change
 * since. Rejects where there is anything more.
 */
export const removeObstacle = async (
  run: SyncRun,
  targets: FolderCursor,
  file: string,
  kind: 'file' | 'folder',
): Promise<void> => {
  if (!(await isObstructed(targets, file, kind))) return;
  const parent = await targets.find(parentPath(file));
  const found = parent?.statSync(baseName(file));
  if (parent === undefined || found === undefined) return;
  if (found.isSymbolicLink()) throw new Error('There is a link on the way');
  if (!found.isFile() && !found.isDirectory()) throw new Error('What is in its place is no file or folder.');
  const { taskType, policy } = run.job;
  if (taskType === 'upload' && !policy.syncLocalFile) {
    throw new Error(found.isFile() ? 'EEXIST, a file is in its place' : 'EISDIR, a folder is in its place');
  }
  for (const { path, wasFolder } of await allSynced(run, parent, file)) {
    const folder = await targets.find(parentPath(path));
    // What came meanwhile keeps its folder.
    await (wasFolder ? folder?.removeFolder(baseName(path)) : folder?.remove(baseName(path)));
  }
};

interface SyncedEntry {
  readonly path: string;
  readonly wasFolder: boolean;
}

/** All that is at a path, a folder after what is in it. Rejects where anything of it is not as it was when it was synced. */
const allSynced = async (
  run: SyncRun,
  parent: OpenFolder,
  path: string,
  top = path,
): Promise<readonly SyncedEntry[]> => {
  const name = baseName(path);
  const stats = parent.statSync(name);
  if (stats === undefined) return [];
  const before = run.current.get(path) ?? run.previous.get(path);
  const notSynced = () => {
    const isFile = path === top && !stats.isDirectory();
    if (isFile) return new Error('EEXIST, a file that was not synced is in its place');
    return new Error(`EISDIR, a folder with what was not synced (${displayPath(path)}) is in its place`);
  };
  if (!stats.isDirectory()) {
    const still = await entryIfUnchanged({ file: path, name, parent }, stats, before, run.target, run);
    if (still === undefined) throw notSynced();
    return [{ path, wasFolder: false }];
  }
  const folder = await parent.folder(name);
  if (folder === undefined) return [];
  try {
    const all: SyncedEntry[] = [];
    const entries = await folder.list();
    if (entries.length === 0 && (before === undefined || !isFolderEntry(before))) throw notSynced();
    for (const entry of entries) all.push(...(await allSynced(run, folder, `${path}/${entry.name}`, top)));
    return [...all, { path, wasFolder: true }];
  } finally {
    await folder.close();
  }
};
