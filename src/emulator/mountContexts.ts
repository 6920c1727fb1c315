import type { Contexts } from './Contexts.js';
import {
  keptFolder,
  keptPath,
  mountFolder,
  policyOf,
  withTask,
  type Mount,
  type SessionState,
} from './EmulatedSession.js';
import { makeTree } from './makeTree.js';
import { restOf } from './pathParts.js';
import { contextNotFound, Refusal } from './Refusal.js';

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
  state: SessionState,
  mounts: readonly Mount[],
  { contexts, root, now }: Mounting,
): SessionState => {
  for (const { contextId } of mounts) {
    const { contextType } = contexts.get(state.owner, contextId);
    if (contextType !== undefined) throw contextNotFound(contextId);
  }
  refuseOverlaps([...state.mounts, ...mounts], root, contexts);
  makeTree(root, mounts);
  for (const mount of mounts) contexts.mounted(mount.contextId, keptPath(mount), policyOf(mount));
  const seconds = Math.floor(now / 1000);
  // The services' clients wait for one task of each: where nothing is to be downloaded it is over at once (section 11).
  const over = { status: 'Success', startTime: seconds, finishTime: seconds };
  return mounts.reduce<SessionState>(
    (before, mount) => withTask(before, mount, 'download', policyOf(mount).autoDownload ? {} : over),
    { ...state, mounts: [...state.mounts, ...mounts] },
  );
};

/** One path has one context, and what a context keeps at a path is in one place of a session. */
const refuseOverlaps = (mounts: readonly Mount[], root: string, contexts: Contexts): void => {
  const places = new Set(mounts.map((mount) => mountFolder(root, mount)));
  // That the paths are usable is told now, not when they are used.
  for (const mount of mounts) if (contexts.has(mount.contextId)) keptFolder(root, mount);
  const overlaps = mounts.some((one) =>
    mounts.some((other) => {
      return one !== other && one.contextId === other.contextId && restOf(keptPath(other), keptPath(one)) !== undefined;
    }),
  );
  // A refusal of the business sort comes with HTTP 200 (wire-protocol.md, section 11).
  if (places.size < mounts.length) throw new Refusal('PathAlreadyBound', 'There is another context at this path.', 200);
  if (overlaps) throw new Refusal('PathAlreadyBound', 'These files are mounted at another path already.', 200);
};
