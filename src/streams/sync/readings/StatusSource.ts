import type { Observable } from 'rxjs';
import type { StatusRequest } from '../../../model/sync/SyncRequest.js';
import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import type { TakeContext } from '../../polling/AsyncContext.js';
import type { Turn } from '../../polling/gate.js';

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

/** Where the readings of status lists come from. */
export interface StatusSource {
  /** One request, cold: aborted on unsubscribe, its errors members of `ContextError`. */
  readonly readStatus: (request: StatusRequest, requestTimeout: number) => Observable<StatusReading>;
  /** What a request waits for before it is sent. */
  readonly turn: Turn;
  /** A clock in ms that only goes forward, whatever is done to that of the machine. */
  readonly monotonicNow: () => number;
  /** Whose request it is, and who is told. */
  readonly takeContext?: TakeContext | undefined;
}
