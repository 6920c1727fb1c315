import type { ContextError } from '../../model/errors/ContextError.js';
import { isTransient } from '../../model/errors/isTransient.js';
import type { SyncHandle } from '../../model/sync/SyncHandle.js';

/** What can be done next about a sync that ended in that state, with that error, as a part of the message; empty where nothing. */
export const nextStep = (
  state: 'failed' | 'unconfirmed',
  error: ContextError,
  { accepted, baseline }: Pick<SyncHandle, 'accepted' | 'baseline'>,
): string => {
  const isWaitOver = error._tag === 'TimedOut';
  if (state === 'failed') return isWaitOver || isTransient(error) ? 'nothing was triggered: sync again' : '';
  // Nobody lists what is gone.
  if (error._tag === 'NotFound') return '';
  // Nothing that is listed could be told from what earlier syncs left.
  if (!accepted && baseline === undefined) return 'without a `baseline` nobody can tell how it ends: sync again';
  // What the list cannot prove now it may never prove: most of these triggers were lost on the way.
  if (isWaitOver && error.limit === 'settlePolls')
    return 'sync again, or follow its `handle` where its tasks may be listed late';
  return 'follow its `handle` to learn how it ends';
};
