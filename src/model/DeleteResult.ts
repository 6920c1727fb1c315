import type { Failure, Success } from './Result.js';
import type { ContextSyncResult } from './SyncSnapshot.js';

interface DeleteFields {
  /** How the sync before it ended, if one was asked for. */
  readonly sync?: ContextSyncResult | undefined;
}

/**
 * Whether a session is gone.
 *
 * `deleted`: it was seen to be gone. `kept`: it was not released; `error` says why. `unconfirmed`: it was released, or may
 * have been, and was not seen to be gone: the service may still delete it.
 */
export type DeleteResult =
  | (Success<{ state: 'deleted' }> & DeleteFields)
  | (Failure & { readonly state: 'kept' | 'unconfirmed' } & DeleteFields);
