import { mkdirSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { mountFolder, type Mount } from './EmulatedSession.js';
import { refuseLinks } from './inside.js';
import { removeFolder } from './removeFolder.js';

/** Makes the folders of a session: its root, and one for each mount. */
export const makeTree = (root: string, mounts: readonly Pick<Mount, 'path'>[]): void => {
  mkdirSync(root, { recursive: true });
  for (const mount of mounts) {
    refuseLinks(root, mountFolder(root, mount));
    mkdirSync(mountFolder(root, mount), { recursive: true });
  }
};

/** Makes something of a new session, or leaves nothing of its folders. */
export const treeOrNothing = <T>(root: string, make: () => T): T => {
  try {
    return make();
  } catch (error) {
    rmSync(root, { recursive: true, force: true });
    throw error;
  }
};

/** Removes a session's folders, by way of a place aside: somebody may still write there, and what comes then is nobody's. */
export const removeTree = async (root: string, aside: string): Promise<void> => {
  // What cannot be moved is removed where it is.
  const left = await rename(root, aside).then(
    () => aside,
    () => root,
  );
  await removeFolder(left).catch(() => undefined);
};
