import type { Log } from '../model/logging/Logger.js';
import type { ClientDefaults } from '../model/options/ClientDefaults.js';
import type { ServiceName } from '../model/sync/SyncHandle.js';
import type { Call } from '../protocol/operationCaller.js';
import type { CommonOperation, OperationName } from '../protocol/operations.js';
import type { RequestPace } from '../streams/polling/requestPace.js';
import type { SharedReadings } from '../streams/sync/readings/sharedReadings.js';
import type { TraceSync } from '../streams/sync/TraceSync.js';

/** What the classes of a client share: the way to the service, as far as it is asked. */
export interface ServiceClient<Name extends OperationName = CommonOperation> extends RequestPace, ClientDefaults {
  readonly name: ServiceName;
  /** Asks when it is its turn, and not for longer than a request may take where the key is throttled. */
  readonly call: Call<Name>;
  /** Asks at once. */
  readonly send: Call<Name>;
  /** The status lists of sessions, for all who follow them. */
  readonly readings: SharedReadings;
  readonly log: Log;
  /** Tells a sync to whoever listens from outside. */
  readonly traceSync: TraceSync;
  /** A clock in ms that only goes forward, whatever is done to that of the machine. */
  readonly monotonicNow: () => number;
}
