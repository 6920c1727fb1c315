import type { ContextStatusData } from '../tasks/ContextStatusData.js';
import type { ContextSync } from '../contexts/ContextSync.js';
import type { SyncProgress, SyncState } from '../sync/SyncSnapshot.js';
import type { WaitSnapshot } from '../results/Snapshot.js';

/**
 * How far the downloads are that a new session begins with. `succeeded` only where each context that was to be downloaded is
 * listed and ended in `Success`; one that failed or is not listed is told, in `error` and `missing`.
 */
export type InitialDownloads = WaitSnapshot<{
  state: SyncState;
  /** The tasks of the contexts that the session was made with. */
  contextStatusData: readonly ContextStatusData[];
  progress: SyncProgress;
  /** The contexts to be downloaded that the service lists no task for. */
  missing: readonly ContextSync[];
}>;
