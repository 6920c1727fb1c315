import type { ContextError } from '../model/errors/ContextError.js';
import { isTransient } from '../model/errors/isTransient.js';
import type { SyncHandle } from '../model/SyncHandle.js';
import type { SyncSnapshot } from '../model/SyncSnapshot.js';
import { snapshotOf } from './snapshotOf.js';

/**
 * The only snapshot of a sync that was not accepted: `failed` where the service, or a rule for arguments, said no;
 * `unconfirmed` where nobody knows, for the trigger may have arrived.
 */
export const endedAtStart = (handle: SyncHandle, error: ContextError): SyncSnapshot => {
  const state = isTransient(error) || error._tag === 'TimedOut' ? 'unconfirmed' : 'failed';
  return snapshotOf({ handle, tasks: [], polls: 0, elapsed: 0, end: { state, error } });
};
