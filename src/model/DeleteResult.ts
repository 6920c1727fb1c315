import type { Failure, Success } from './Result.js';
import type { ContextSyncResult } from './SyncSnapshot.js';

/**
 * Whether a session is gone.
 *
 * `deleted`: it was seen to be gone. `kept`: it was not released; `error` says why. `unconfirmed`: it was released, or may
 * have been, and was not seen to be gone: the service may still delete it. `sync` is how the sync before it ended, if one
 * was asked for.
 */
export type DeleteResult =
  | (Success<{ state: 'deleted' }> & { readonly sync?: ContextSyncResult | undefined })
  | (Failure & { readonly state: 'kept' | 'unconfirmed'; readonly sync?: ContextSyncResult | undefined });
