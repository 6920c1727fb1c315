import type { Contexts } from '../contexts/Contexts.js';
import { sessionPathParts } from '../files/paths.js';
import { contextDirOf, pathInContext, policyOf, sessionDirOf, type Mount } from '../mounts/Mount.js';
import { contextNotFound, ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { addTasks } from '../sync/taskList.js';
import type { SessionRecord } from './SessionRecords.js';

/** What mounting needs. */
export interface Mounting {
  readonly contexts: Contexts;
  /** The root of the session's tree. */
  readonly root: string;
  /** In Unix milliseconds. */
  readonly now: number;
}

/** A session with more contexts mounted in it, and the tasks of their first downloads, none of which has begun. */
export const mountContexts = (
  session: SessionRecord,
  mounts: readonly Mount[],
  { contexts, root, now }: Mounting,
): SessionRecord => {
  for (const { contextId } of mounts) {
    const { contextType } = contexts.get(session.owner, contextId);
    if (contextType !== undefined) throw contextNotFound(contextId);
  }
  refuseOverlaps([...session.mounts, ...mounts], root);
  const seconds = Math.floor(now / 1000);
  // The services' clients wait for one task of each (docs/protocol.md, section 11): where nothing is to be downloaded it is
  // over at once.
  const atOnce = { status: 'Success', startTime: seconds, finishTime: seconds };
  const downloads = mounts.map((mount) => ({ ...mount, result: policyOf(mount).autoDownload ? undefined : atOnce }));
  return addTasks({ ...session, mounts: [...session.mounts, ...mounts] }, 'download', downloads);
};

/** One path has one context, and what a context keeps at a path is in one place of a session. */
const refuseOverlaps = (mounts: readonly Mount[], root: string): void => {
  const places = new Set(mounts.map((mount) => sessionDirOf(root, mount)));
  // A refusal of the business sort comes with HTTP 200 (docs/protocol.md, section 11).
  if (places.size < mounts.length)
    throw new ServiceRefusal('PathAlreadyBound', 'There is another context at this path.', 200);
  const kept = mounts.map((mount) => {
    // That it is usable is told now, not when it is used.
    contextDirOf(root, mount);
    return [mount.contextId, ...sessionPathParts(pathInContext(mount)), ''].join('/');
  });
  // Sorted, what is in a folder comes right after it.
  const overlaps = kept.sort().some((path, index, all) => index > 0 && path.startsWith(all[index - 1] ?? ''));
  if (overlaps) throw new ServiceRefusal('PathAlreadyBound', 'These files are mounted at another path already.', 200);
};
