import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { inSlices } from '../concurrency/inSlices.js';
import { refuseLinks } from '../files/resolvePath.js';
import { sessionDirOf, type Mount } from '../mounts/Mount.js';

/** The root of a session's tree of files. */
export const sessionRoot = (dataDir: string, sessionId: string): string => path.join(dataDir, 'sessions', sessionId);

/** Makes the folders of a session: its root, and one for each mount. */
export const makeMountDirs = async (root: string, mounts: readonly Pick<Mount, 'path'>[]): Promise<void> => {
  const dirs = mounts.map((mount) => sessionDirOf(root, mount));
  await inSlices([root, ...dirs], (dir) => {
    if (dir !== root) refuseLinks(root, dir);
    mkdirSync(dir, { recursive: true });
  });
};
