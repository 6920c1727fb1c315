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
