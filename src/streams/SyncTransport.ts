import type { Observable } from 'rxjs';
import type { ContextStatusData } from '../model/ContextStatusData.js';

/** Which sync to trigger, and whose tasks to read. */
export interface SyncRequest {
  readonly sessionId: string;
  readonly contextId?: string | undefined;
  readonly path?: string | undefined;
  readonly mode?: string | undefined;
}

/** Which part of the status list to read. */
export interface StatusRequest {
  readonly sessionId: string;
  readonly contextId?: string | undefined;
  readonly path?: string | undefined;
  readonly taskType?: string | undefined;
}

/** One good reading of the status list. */
export interface StatusReading {
  readonly requestId: string;
  readonly data: readonly ContextStatusData[];
}

/**
 * The two requests that the streams are made of. Each is cold: one request for each subscription, aborted on unsubscribe,
 * its errors members of `ContextError`.
 */
export interface SyncTransport {
  readonly readStatus: (request: StatusRequest, requestTimeout: number) => Observable<StatusReading>;
  readonly trigger: (request: SyncRequest, requestTimeout: number) => Observable<{ readonly requestId: string }>;
}
