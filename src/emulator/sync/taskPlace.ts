import { keptFolder, mountFolder, policyOf, type Mount, type SessionState } from '../sessions/SessionRecord.js';
import { placeIn } from '../files/resolvePath.js';
import { mountPolicy } from '../mounts/mountPolicy.js';
import { partsOf, restOf } from '../files/paths.js';
import type { TaskOrder } from './runTask.js';
import type { SyncTask } from './SyncTask.js';

/** Where a task works, and by which policy. */
export interface TaskPlace extends Pick<TaskOrder, 'here' | 'there' | 'only' | 'others' | 'policy'> {
  /** The path of the mount: what both sides have in common is kept by it. */
  readonly mountPath: string;
}

/** The mount that a path of a session is in: the innermost one. */
export const mountAt = (mounts: readonly Mount[], at: string): Mount | undefined =>
  mounts
    .filter(({ path }) => restOf(at, path) !== undefined)
    .sort((one, other) => partsOf(other.path).length - partsOf(one.path).length)[0];

/** The place of a task; undefined where its context is not mounted there (any more). */
export const taskPlace = (
  { mounts, internal }: Pick<SessionState, 'mounts' | 'internal'>,
  { contextId, path }: Pick<SyncTask, 'contextId' | 'path'>,
  {
    root,
    kept,
  }: { /** Of the session's tree. */ readonly root: string; /** The context's folder. */ readonly kept: string },
): TaskPlace | undefined => {
  if (contextId === internal) {
    // By the service's own context its clients move any file of a session (wire-protocol.md, section 6.3).
    placeIn(root, path);
    const only = partsOf(path).join('/');
    return { mountPath: '/', here: root, there: kept, only, others: [], policy: mountPolicy(undefined, '/') };
  }
  const mount = mountAt(mounts, path);
  if (mount?.contextId !== contextId) return undefined;
  const policy = policyOf(mount);
  const inner = mounts.filter((other) => other !== mount).map((other) => restOf(other.path, mount.path));
  return {
    mountPath: mount.path,
    here: mountFolder(root, mount),
    there: keptFolder(kept, mount),
    only: restOf(path, mount.path) ?? '',
    others: inner.filter((other) => other !== undefined),
    policy,
  };
};
