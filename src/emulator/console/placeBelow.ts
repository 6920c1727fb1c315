import { filePathParts } from '../files/paths.js';

/** The parts of a path below a root, as it stands on this machine; undefined where it would lead out of it. */
export const placeBelow = (path: string): readonly string[] | undefined => {
  const parts = filePathParts(path);
  return parts.includes('..') || path.includes('\0') ? undefined : parts;
};
