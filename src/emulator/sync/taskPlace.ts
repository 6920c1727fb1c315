import { relativeSessionPath, sessionPathParts } from '../files/paths.js';
import { resolvePathOrRoot } from '../files/resolvePath.js';
import { contextDirOf, innermostMount, mountParts, policyOf, sessionDirOf, type Mounts } from '../mounts/Mount.js';
import { mountPolicy } from '../mounts/mountPolicy.js';
import type { SyncJob } from './SyncJob.js';
import type { SyncTask } from './taskList.js';

/** Where a task works, and by which policy. */
export interface TaskPlace extends Pick<SyncJob, 'sessionDir' | 'contextDir' | 'only' | 'otherMounts' | 'policy'> {
  /** The path of the mount: what both sides have in common is kept by it. */
  readonly mountPath: string;
}

/** The folders that tasks work in. */
export interface TaskRoots {
  /** The root of the session's tree. */
  readonly root: string;
  /** The folder of the context. */
  readonly contextRoot: string;
}

/** The place of a task; undefined where its context is not mounted there (any more). */
export const taskPlace = (
  { mounts, internal }: Mounts,
  { contextId, path }: Pick<SyncTask, 'contextId' | 'path'>,
  { root, contextRoot }: TaskRoots,
): TaskPlace | undefined => {
  if (contextId === internal) {
    // By the service's own context its clients move any file of a session (docs/protocol.md, section 6.3).
    resolvePathOrRoot(root, path);
    return {
      mountPath: '/',
      sessionDir: root,
      contextDir: contextRoot,
      only: sessionPathParts(path).join('/'),
      otherMounts: [],
      policy: mountPolicy(undefined, '/'),
    };
  }
  const mount = innermostMount(mounts, path);
  if (mount?.contextId !== contextId) return undefined;
  const outer = mountParts(mount);
  const isInner = (parts: readonly string[]): boolean => outer.every((part, index) => parts[index] === part);
  const inner = mounts.filter((other) => other !== mount && isInner(mountParts(other)));
  return {
    mountPath: mount.path,
    sessionDir: sessionDirOf(root, mount),
    contextDir: contextDirOf(contextRoot, mount),
    only: relativeSessionPath(path, mount.path) ?? '',
    otherMounts: inner.map((other) => mountParts(other).slice(outer.length).join('/')),
    policy: policyOf(mount),
  };
};
