import { lstatSync } from 'node:fs';
import path from 'node:path';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { displayPath } from './fileNames.js';
import { filePathParts, sessionPathParts } from './paths.js';

/** In bytes: what file systems take as one name, and storages as the whole path of a file. */
const longest = { name: 255, path: 1023 };

/**
 * The place of a session's path below a folder. Paths that would lead out of it are refused: a part `..`, and NUL, which the
 * system would take for the end; and those that are too long to be kept.
 */
export const resolvePath = (folder: string, sessionPath: string): string =>
  resolved(folder, sessionPath, sessionPathParts);

/** The place of a session's path, by the same rules, or the folder itself where the path is the root. */
export const resolvePathOrRoot = (folder: string, sessionPath: string): string =>
  sessionPathParts(sessionPath).length === 0 && sessionPath !== '' ? folder : resolvePath(folder, sessionPath);

/** The place of a context's file below a folder, by the same rules. */
export const resolveFilePath = (folder: string, filePath: string): string => resolved(folder, filePath, filePathParts);

/** Refuses a path in an archive that leads out of the folder that it is unpacked to, or to none. */
export const refuseEscape = (name: string): void => {
  const parts = filePathParts(name);
  if (parts.length === 0 || parts.includes('..') || name.includes('\0')) throw notUsable(name);
};

const notUsable = (given: string): ServiceRefusal =>
  new ServiceRefusal('InvalidPath', `The path is not usable: ${JSON.stringify(given)}`);

const resolved = (folder: string, given: string, split: (given: string) => readonly string[]): string => {
  const parts = split(given);
  const isLong =
    parts.some((part) => Buffer.byteLength(part) > longest.name) || Buffer.byteLength(given) > longest.path;
  if (isLong) throw new ServiceRefusal('InvalidPath', `The path is too long: ${JSON.stringify(given.slice(0, 40))}…`);
  // Half a surrogate pair cannot be written in a URL.
  const isText = !/[\0\p{Surrogate}]/u.test(given);
  if (sessionPathParts(given).includes('..') || !isText || parts.length === 0) throw notUsable(given);
  return path.join(folder, ...parts);
};

/**
 * Refuses a place below a folder that a link on the way would lead out of it: what runs in a session may make links, and
 * nothing is to be read or written through them.
 */
export const refuseLinks = (folder: string, place: string): void => {
  let at = folder;
  for (const part of path.relative(folder, place).split(path.sep)) {
    at = path.join(at, part);
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) throw linkRefusal(at);
    // Nothing is below a file.
    if (!found?.isDirectory()) return;
  }
};

/** What a place is refused with that a link leads to. */
export const linkRefusal = (place: string): ServiceRefusal =>
  new ServiceRefusal('InvalidPath', `There is a link on the way: ${displayPath(path.basename(place))}`);
