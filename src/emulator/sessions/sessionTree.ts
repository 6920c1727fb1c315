import { mkdirSync, rmSync } from 'node:fs';
import { sessionDirOf, type Mount } from './SessionRecord.js';
import { refuseLinks } from '../files/resolvePath.js';

/** Makes the folders of a session: its root, and one for each mount. */
export const makeMountDirs = (root: string, mounts: readonly Pick<Mount, 'path'>[]): void => {
  mkdirSync(root, { recursive: true });
  for (const mount of mounts) {
    refuseLinks(root, sessionDirOf(root, mount));
    mkdirSync(sessionDirOf(root, mount), { recursive: true });
  }
};

/** Makes something of a new session, or leaves nothing of its folders. */
export const removeOnFailure = <T>(root: string, make: () => T): T => {
  try {
    return make();
  } catch (error) {
    rmSync(root, { recursive: true, force: true });
    throw error;
  }
};
