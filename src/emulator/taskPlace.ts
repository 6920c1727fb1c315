import path from 'node:path';
import { keptFolder, mountFolder, policyOf, type Mount } from './EmulatedSession.js';
import { inside } from './inside.js';
import { isBelow, mountPolicy } from './mountPolicy.js';
import type { TaskOrder } from './runTask.js';
import type { SyncTask } from './SyncTask.js';

/** Where a task works, and by which policy. */
export interface TaskPlace extends Pick<TaskOrder, 'here' | 'there' | 'only' | 'others' | 'policy'> {
  /** The path whose files it syncs: what is known of them is kept by it. */
  readonly of: string;
}

/** What decides on the place of a task. */
export interface TaskSituation {
  /** The root of the session's tree. */
  readonly root: string;
  /** The folder of the context. */
  readonly kept: string;
  readonly task: Pick<SyncTask, 'contextId' | 'path'>;
  readonly mounts: readonly Mount[];
  /** Whether the service made the context for itself. */
  readonly isInternal: boolean;
}

/** Whether a path of a session is that of a mount, or below it. */
export const holds = (root: string, mount: Mount, at: string): boolean =>
  isBelow(path.relative(root, inside(root, at)), path.relative(root, mountFolder(root, mount)));

/** The place of a task; undefined where its context is not mounted there any more. */
export const taskPlace = ({ root, kept, task, mounts, isInternal }: TaskSituation): TaskPlace | undefined => {
  const asked = inside(root, task.path);
  const mount = mounts.find((one) => one.contextId === task.contextId && holds(root, one, task.path));
  if (mount === undefined) {
    // By the services' own contexts their clients move any file of a session (wire-protocol.md, section 6.3).
    const policy = mountPolicy(undefined, '/');
    return isInternal
      ? { of: '/', here: root, there: kept, only: path.relative(root, asked), others: [], policy }
      : undefined;
  }
  const here = mountFolder(root, mount);
  const policy = policyOf(mount);
  return {
    of: mount.path,
    here,
    there: keptFolder(kept, mount),
    // An archive has all that is mounted, or it would lose the rest.
    only: policy.uploadMode === 'Archive' ? '' : path.relative(here, asked),
    others: mounts
      .filter((other) => other !== mount)
      .map((other) => path.relative(here, mountFolder(root, other)))
      .filter((other) => !other.startsWith('..')),
    policy,
  };
};
