import type { Observable } from 'rxjs';
import type { StatusRequest, SyncRequest } from '../../model/sync/SyncRequest.js';
import type { Held } from '../polling/Held.js';
import type { PollPace } from '../polling/pollUntil.js';
import type { RequestPace } from '../polling/requestPace.js';
import type { SharedReadings } from './readings/sharedReadings.js';
import type { StatusReading, TriggerAnswer } from './readings/StatusSource.js';

/** What follows a status list: each subscription to it is one reading. */
export interface ListTransport extends Pick<PollPace, 'monotonicNow' | 'tickerOf'> {
  readonly list: Observable<StatusReading | Held>;
}

/** What a sync is made of. */
export interface SyncTransport extends ListTransport, RequestPace {
  /** One request, cold, to be sent when it is its turn. */
  readonly trigger: (request: SyncRequest, requestTimeout: number) => Observable<TriggerAnswer>;
}

/**
 * What the streams of a session are made of: the requests, and the time. Each request is cold: one for each subscription,
 * aborted on unsubscribe, its errors members of `ContextError`.
 */
export interface ContextTransport extends Pick<SyncTransport, 'trigger' | 'turn' | 'admit' | 'monotonicNow'> {
  /** Reads the status list alone. */
  readonly readStatus: (request: StatusRequest, requestTimeout: number) => Observable<StatusReading>;
  /** Reads it together with all who follow the session. */
  readonly readings: SharedReadings;
}

/** The means of one who follows the list of a session, or who `comesOnce` to read it. */
export const listTransport = (
  { readings, trigger, turn, admit, monotonicNow }: ContextTransport,
  request: StatusRequest,
  requestTimeout: number,
  comesOnce?: boolean,
): SyncTransport => ({ ...readings(request, requestTimeout, comesOnce), trigger, turn, admit, monotonicNow });
