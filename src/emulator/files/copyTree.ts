import { mkdir, realpath } from 'node:fs/promises';
import { copyFile } from './copyFile.js';
import { fileSystemTime } from './fingerprint.js';
import { FolderCursor } from './FolderCursor.js';
import { OpenFolder } from './OpenFolder.js';
import type { Scratch } from './scratchFile.js';
import { openEntry, walk, type Visitor } from './walk.js';

/**
 * Copies the files and folders below a folder into another one, one by one. A file is written aside and then moved: it
 * arrives whole or not at all. Links are left out, for they may lead anywhere. The signal stops it, in a file too. Rejects at
 * the first that cannot be copied.
 */
export const copyTree = async (from: string, to: string, scratch: Scratch): Promise<void> => {
  await mkdir(to, { recursive: true });
  // The folder itself was asked for, by whatever path.
  const source = await OpenFolder.open(await realpath(from));
  try {
    const target = await OpenFolder.open(to);
    const targets = new FolderCursor(target);
    try {
      await walk(source, copying(targets, scratch), { since: await fileSystemTime(scratch.folder) });
    } finally {
      await targets.close();
      await target.close();
    }
  } finally {
    await source.close();
  }
};

const copying = (targets: FolderCursor, scratch: Scratch): Visitor => ({
  isWanted: () => true,
  skipped: () => undefined,
  folder: async (file) => {
    scratch.signal.throwIfAborted();
    await targets.make(file);
    return true;
  },
  file: async (found) => {
    scratch.signal.throwIfAborted();
    const opened = await openEntry(found);
    if (opened === undefined) return;
    await copyFile(opened, targets, found.file, scratch).finally(() => opened.handle.close());
  },
  failed: (_file, error): never => {
    throw error;
  },
});
