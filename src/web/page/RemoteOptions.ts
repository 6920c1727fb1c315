import type { PageRequestOptions } from './pageRequest.js';

/** How a page follows what its server tells. */
export interface RemoteOptions extends PageRequestOptions {
  /**
   * How long a connection may be silent, in milliseconds: then it counts as broken, and is opened again. More than the server's
   * `heartbeat`.
   * @default 20 000
   */
  readonly silence?: number | undefined;
  /**
   * How long nothing may be heard at all, in milliseconds: then the server counts as gone.
   * @default 300 000
   */
  readonly reconnectTimeout?: number | undefined;
}
