import path from 'node:path';
import type { FolderCursor } from '../files/FolderCursor.js';
import type { OpenFolder } from '../files/OpenFolder.js';
import { baseName, parentPath } from '../files/paths.js';
import { resolvePath, resolvePathOrRoot } from '../files/resolvePath.js';

/** The place of a session's path below the root of its tree; empty where that is the root itself. */
export const placeOf = (root: string, sessionPath: string): string => below(root, resolvePathOrRoot(root, sessionPath));

/** The same, where the root is refused. */
export const placeInside = (root: string, sessionPath: string): string => below(root, resolvePath(root, sessionPath));

const below = (root: string, place: string): string => path.relative(root, place).split(path.sep).join('/');

/** The folder at a place. */
export const folderAt = async (folders: FolderCursor, place: string): Promise<OpenFolder> =>
  (await folders.find(place)) ?? notFound();

/** The folder that something is in, and its name there. */
export const parentOf = async (
  folders: FolderCursor,
  place: string,
): Promise<{ readonly parent: OpenFolder; readonly name: string }> => ({
  parent: await folderAt(folders, parentPath(place)),
  name: baseName(place),
});

/** As systems say it. */
export const notFound = (): never => {
  throw Object.assign(new Error('There is no such file or folder.'), { code: 'ENOENT' });
};

/** A name on one line, in letters that can be written. */
export const asLine = (name: string): string =>
  Buffer.from(name)
    .toString()
    .replace(/[\n\r]/g, '\ufffd');
