import type { Contexts } from './Contexts.js';
import { mountFolder, policyOf, withTask, type Mount, type SessionState } from './EmulatedSession.js';
import { makeTree } from './makeTree.js';
import { Refusal } from './Refusal.js';

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
  const places = [...state.mounts, ...mounts].map((mount) => mountFolder(root, mount));
  if (new Set(places).size < places.length) {
    // A refusal of the business sort comes with HTTP 200 (wire-protocol.md, section 11).
    throw new Refusal('PathAlreadyBound', 'There is another context at this path.', 200);
  }
  for (const { contextId } of mounts) contexts.get(state.owner, contextId);
  makeTree(root, mounts);
  for (const mount of mounts) contexts.mounted(mount.contextId, policyOf(mount));
  const seconds = Math.floor(now / 1000);
  // The services' clients wait for one task of each: where nothing is to be downloaded it is over at once (section 11).
  const over = { status: 'Success', startTime: seconds, finishTime: seconds };
  return mounts.reduce<SessionState>(
    (before, mount) => withTask(before, mount, 'download', policyOf(mount).autoDownload ? {} : over),
    { ...state, mounts: [...state.mounts, ...mounts] },
  );
};
