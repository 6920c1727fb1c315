import { contextDirOf, sessionDirOf, policyOf, type Mount, type SessionRecord } from '../sessions/SessionRecord.js';
import { resolvePathOrRoot } from '../files/resolvePath.js';
import { mountPolicy } from '../mounts/mountPolicy.js';
import { sessionPathParts, relativeSessionPath } from '../files/paths.js';
import type { SyncJob } from './runTask.js';
import type { SyncTask } from './SyncTask.js';

/** Where a task works, and by which policy. */
export interface TaskPlace extends Pick<SyncJob, 'here' | 'there' | 'only' | 'otherMounts' | 'policy'> {
  /** The path of the mount: what both sides have in common is kept by it. */
  readonly mountPath: string;
}

/** The mount that a path of a session is in: the innermost one. */
export const innermostMount = (mounts: readonly Mount[], at: string): Mount | undefined =>
  mounts
    .filter(({ path }) => relativeSessionPath(at, path) !== undefined)
    .sort((one, other) => sessionPathParts(other.path).length - sessionPathParts(one.path).length)[0];

/** The place of a task; undefined where its context is not mounted there (any more). */
export const taskPlace = (
  { mounts, internal }: Pick<SessionRecord, 'mounts' | 'internal'>,
  { contextId, path }: Pick<SyncTask, 'contextId' | 'path'>,
  {
    root,
    kept,
  }: { /** Of the session's tree. */ readonly root: string; /** The context's folder. */ readonly kept: string },
): TaskPlace | undefined => {
  if (contextId === internal) {
    // By the service's own context its clients move any file of a session (wire-protocol.md, section 6.3).
    resolvePathOrRoot(root, path);
    const only = sessionPathParts(path).join('/');
    return { mountPath: '/', here: root, there: kept, only, otherMounts: [], policy: mountPolicy(undefined, '/') };
  }
  const mount = innermostMount(mounts, path);
  if (mount?.contextId !== contextId) return undefined;
  const policy = policyOf(mount);
  const inner = mounts.filter((other) => other !== mount).map((other) => relativeSessionPath(other.path, mount.path));
  return {
    mountPath: mount.path,
    here: sessionDirOf(root, mount),
    there: contextDirOf(kept, mount),
    only: relativeSessionPath(path, mount.path) ?? '',
    otherMounts: inner.filter((other) => other !== undefined),
    policy,
  };
};
