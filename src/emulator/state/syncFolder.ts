import { closeSync, fsyncSync, openSync } from 'node:fs';
import path from 'node:path';

/** Has the disk keep what is in a folder: which files there are. */
export const syncFolder = (folder: string): void => {
  try {
    const opened = openSync(folder, 'r');
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch {
    // Not every system can do it, and what was to be kept is there.
  }
};

/** Has the disk keep a folder that was made, with those above it: `first` is the uppermost of them. */
export const syncParents = (folder: string, first: string): void => {
  for (let at = folder; at.length >= first.length; at = path.dirname(at)) syncFolder(path.dirname(at));
};
