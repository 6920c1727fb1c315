import { rm } from 'node:fs/promises';
import path from 'node:path';
import { FoldersBelow } from './FoldersBelow.js';
import type { OpenFolder } from './OpenFolder.js';

/** Removes a folder of this machine, if it is there, or a file. */
export const removeFolder = (place: string): Promise<void> =>
  rm(place, { recursive: true, force: true, maxRetries: 5 }).catch(() =>
    // Names alone may be longer than any path can be told to the system.
    FoldersBelow.of(path.dirname(place), async (folders) => {
      const parent = await folders.find('');
      if (parent !== undefined) await removeFrom(parent, path.basename(place));
    }),
  );

/** Removes a file or a folder, with all that is in it. */
export const removeFrom = async (parent: OpenFolder, name: string): Promise<void> => {
  if ((await parent.stat(name))?.isDirectory() !== true) {
    await parent.remove(name);
    return;
  }
  const folder = await parent.folder(name);
  try {
    for (const entry of (await folder?.list()) ?? []) if (folder !== undefined) await removeFrom(folder, entry.name);
  } finally {
    await folder?.close();
  }
  await parent.removeFolder(name);
};
