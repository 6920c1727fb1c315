import { rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FolderCursor } from './FolderCursor.js';
import type { OpenFolder } from './OpenFolder.js';

/** How often it is tried, and how long is waited after the first time, in ms. */
const mostTries = 4;
const firstPause = 100;

/**
 * Removes a folder of this machine, if it is there, or a file. While somebody writes in it that may fail: it is tried a few
 * times, until it is stopped.
 */
export const removeFolder = async (place: string, stop?: AbortSignal): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      // The option `maxRetries` would wait in each folder of the tree.
      await rm(place, { recursive: true, force: true }).catch(() => removeStepByStep(place));
      return;
    } catch (error) {
      if (tries === mostTries || stop?.aborted === true) throw error;
      await sleep(firstPause * 2 ** tries, undefined, { signal: stop, ref: false }).catch(() => undefined);
    }
  }
};

/** Removes a temporary folder. Who still writes in it, by its path, finds nothing there any more. */
export const removeTemporary = async (folder: string): Promise<void> => {
  const aside = `${folder}-closed`;
  const isAside = await rename(folder, aside).then(
    () => true,
    () => false,
  );
  await removeFolder(isAside ? aside : folder);
};

// Names alone may be longer than any path can be told to the system.
const removeStepByStep = (place: string): Promise<void> =>
  FolderCursor.use(path.dirname(place), async (folders) => {
    const parent = await folders.find('');
    if (parent !== undefined) await removeFrom(parent, path.basename(place));
  });

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

/** Makes something in a new folder, or leaves nothing of it. */
export const removeOnFailure = <T>(folder: string, make: () => T): T => {
  try {
    return make();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
};

/** The same where it takes its time. */
export const removeOnRejection = async <T>(folder: string, make: () => Promise<T>): Promise<T> => {
  try {
    return await make();
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
};
