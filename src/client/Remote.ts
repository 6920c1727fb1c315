import type { Log } from '../model/Logger.js';
import type { Call } from '../protocol/caller.js';

/** What the classes of a client share: the way to the service. */
export interface Remote {
  readonly call: Call;
  /** The client's default, in ms. */
  readonly requestTimeout: number;
  readonly log: Log;
}
