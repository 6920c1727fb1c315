import type { Failure, Success } from '../results/Result.js';
import type { ContextSyncResult } from '../sync/SyncSnapshot.js';

/**
 * Whether a session is gone.
 *
 * `deleted`: it was seen to be gone, now or before, or is none for this key; without success where it was gone before the sync
 * that was asked for, so that what was not uploaded is lost. `kept`: it was not released; `error` says why. `unconfirmed`: it was
 * released, or may have been, and was not seen to be gone: the service may still delete it. `sync` is how the sync before it
 * ended, if one was asked for.
 */
export type DeleteResult =
  | (Success<{ state: 'deleted' }> & { readonly sync?: ContextSyncResult | undefined })
  | (Failure & { readonly state: 'deleted' | 'kept' | 'unconfirmed'; readonly sync?: ContextSyncResult | undefined });
