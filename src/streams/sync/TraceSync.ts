import type { Observable } from 'rxjs';
import type { SyncLog } from '../../model/logging/Logger.js';
import type { SyncTrace } from '../../model/logging/SyncTrace.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';

/**
 * Stands around a sync, and gives each subscription its log. What is known of it before is asked for at each subscription, and
 * only where somebody wants to know.
 */
export type TraceSync = (
  begin: () => SyncTrace,
  sync: (log: SyncLog) => Observable<SyncSnapshot>,
) => Observable<SyncSnapshot>;

/** Tells the log, and nobody else. */
export const untraced =
  (log: SyncLog): TraceSync =>
  (_, sync) =>
    sync(log);
