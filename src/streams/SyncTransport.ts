import type { Observable } from 'rxjs';
import type { ContextStatusData } from '../model/ContextStatusData.js';
import type { StatusRequest } from '../model/StatusRequest.js';
import type { SyncRequest } from '../model/SyncRequest.js';

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
