import type { Log } from '../model/logging/Logger.js';
import type { ServiceName } from '../model/sync/SyncHandle.js';
import type { Call } from '../protocol/operationCaller.js';
import type { CommonOperation, OperationName } from '../protocol/operations.js';

/** What the classes of a client share: the way to the service. */
export interface ServiceClient<Name extends OperationName = CommonOperation> {
  readonly name: ServiceName;
  readonly call: Call<Name>;
  /** The client's default, in ms. */
  readonly requestTimeout: number;
  readonly log: Log;
  /** A clock in ms that only goes forward, whatever is done to that of the machine. */
  readonly monotonicNow: () => number;
}
