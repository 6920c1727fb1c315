import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { refuseLinks } from '../files/resolvePath.js';
import { sessionDirOf, type Mount } from '../mounts/Mount.js';

/** The root of a session's tree of files. */
export const sessionRoot = (dataDir: string, sessionId: string): string => path.join(dataDir, 'sessions', sessionId);

/** Makes the folders of a session: its root, and one for each mount. */
export const makeMountDirs = (root: string, mounts: readonly Pick<Mount, 'path'>[]): void => {
  mkdirSync(root, { recursive: true });
  for (const mount of mounts) {
    refuseLinks(root, sessionDirOf(root, mount));
    mkdirSync(sessionDirOf(root, mount), { recursive: true });
  }
};
