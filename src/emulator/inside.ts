import { lstatSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from './Refusal.js';

/**
 * The place of a session's path below a folder. Paths that would lead out of it are refused: a part `..`, and NUL, which the
 * system would take for the end.
 */
export const inside = (folder: string, sessionPath: string): string => {
  const parts = sessionPath.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || sessionPath.includes('\0') || parts.length === 0) {
    throw new Refusal('InvalidPath', `The path is not usable: ${JSON.stringify(sessionPath)}`);
  }
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
    if (found === undefined) return;
    if (found.isSymbolicLink()) throw new Refusal('InvalidPath', `There is a link on the way: ${path.basename(at)}`);
  }
};
