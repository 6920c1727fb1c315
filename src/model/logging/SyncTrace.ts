import { newHandle, type ServiceName, type SyncPlace } from '../sync/SyncHandle.js';
import type { TargetOptions } from '../sync/SyncOptions.js';
import type { ContextSyncResult, SyncFacts } from '../sync/SyncSnapshot.js';
import type { SyncLogEvent } from './LogEvent.js';

/**
 * One subscription to a sync, as the tracing channel `rx-context-sync:sync` of Node's `diagnostics_channel` tells it: the same
 * object in all messages about it. It holds no secret.
 */
export interface SyncTrace {
  /** The service that is asked. */
  readonly service: ServiceName;
  /** `sync` triggered it, `follow` follows one that was triggered before. */
  readonly operation: 'sync' | 'follow';
  /** The session that is synced. */
  readonly sessionId: string;
  /** As it was asked for, unchecked. */
  readonly contextId?: string | undefined;
  /** As it was asked for, unchecked. */
  readonly path?: string | undefined;
  /** As it was asked for, unchecked. */
  readonly mode?: string | undefined;
  /** How it ended; absent until then, and where it was unsubscribed before. */
  readonly result?: SyncTraceResult | undefined;
  /** What it ended with, where that was no success: the `error` of the last snapshot. */
  readonly error?: unknown;
  /** It was unsubscribed before its end. */
  readonly unsubscribed?: boolean | undefined;
}

/** What the last snapshot of a sync says. */
export interface SyncTraceResult extends Pick<SyncFacts, 'requestId' | 'progress' | 'polls' | 'elapsed'> {
  /** How it ended. */
  readonly state: ContextSyncResult['state'];
  /** Whether it was seen to end well. */
  readonly success: boolean;
  /** Empty where it succeeded. */
  readonly errorMessage: string;
}

/** What the channel `rx-context-sync:sync:event` tells of a sync that is under way. */
export interface SyncTraceEvent {
  /** The sync that it is about: the object that the tracing channel tells. */
  readonly sync: SyncTrace;
  /** What a logger is told of it. */
  readonly event: SyncLogEvent;
}

/** What is known of a sync when it is subscribed. */
export const newTrace = (
  place: SyncPlace,
  operation: SyncTrace['operation'],
  target: TargetOptions | undefined,
): SyncTrace => {
  // What is no text is none in a handle either.
  const { contextId, path, mode } = newHandle(place, target, 0);
  return { ...place, operation, contextId, path, mode };
};

/** What is told of an end, in objects of its own. */
export const traceResult = ({
  state,
  success,
  requestId,
  progress,
  polls,
  elapsed,
  errorMessage,
}: ContextSyncResult): SyncTraceResult => ({
  state,
  success,
  requestId,
  progress: { ...progress },
  polls,
  elapsed,
  errorMessage,
});
