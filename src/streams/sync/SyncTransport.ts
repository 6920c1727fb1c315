import type { Observable } from 'rxjs';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import type { StatusRequest, SyncRequest } from '../../model/sync/SyncRequest.js';

/** A good answer. */
export interface TriggerAnswer {
  readonly requestId: string;
  /** When it was given, in ms, by the service's own clock; undefined where it does not say. */
  readonly answeredAt?: number | undefined;
}

/** One good reading of the status list. */
export interface StatusReading extends TriggerAnswer {
  readonly data: readonly ContextStatusData[];
}

/**
 * What the streams are made of: the two requests, and the time. Each request is cold: one for each subscription, aborted on
 * unsubscribe, its errors members of `ContextError`.
 */
export interface SyncTransport {
  readonly readStatus: (request: StatusRequest, requestTimeout: number) => Observable<StatusReading>;
  readonly trigger: (request: SyncRequest, requestTimeout: number) => Observable<TriggerAnswer>;
  /** A clock in ms that only goes forward, whatever is done to that of the machine. */
  readonly monotonicNow: () => number;
}
