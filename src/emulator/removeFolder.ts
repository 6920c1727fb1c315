import { rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often it is tried, and how long is waited after the first time, in ms. */
const mostTries = 4;
const firstPause = 100;

/** Removes a folder. While somebody writes in it that may fail: it is tried a few times, until it is stopped. */
export const removeFolder = async (folder: string, stop?: AbortSignal): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      // The option `maxRetries` would wait in each folder of the tree.
      await rm(folder, { recursive: true, force: true });
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
