import type { Certificate } from './http/certificate.js';
import type { JournaledRequest, JournaledTask } from './state/Journal.js';

/** How the emulator is run. */
export interface EmulatorOptions {
  /**
   * The port to listen on, of the loopback address.
   * @default 0: any free port
   */
  readonly port?: number | undefined;
  /**
   * The folder that holds contexts, sessions and all that is known of them: an emulator that is started on it again goes on
   * where the last one stopped. One emulator at a time, of all that see the folder.
   * @default a new temporary folder, removed on `close`
   */
  readonly dataDir?: string | undefined;
  /**
   * How long a sync task stays `Pending`, and a context `clearing`, in milliseconds.
   * @default 0
   */
  readonly taskDelay?: number | undefined;
  /**
   * How long a running task waits after each file, in milliseconds.
   * @default 0
   */
  readonly fileDelay?: number | undefined;
  /**
   * The API keys that are known; each sees its own contexts and sessions only.
   * @default every key is known, and all see the same
   */
  readonly apiKeys?: readonly string[] | undefined;
  /**
   * Speak https: with this certificate, or with one that signs itself and that `caFile` holds.
   * @default false: plain http
   */
  readonly tls?: boolean | Certificate | undefined;
  /**
   * The origins of web pages that may use it, such as `http://localhost:5173`: those of others are refused. Programs need none.
   * @default none
   */
  readonly origins?: readonly string[] | undefined;
  /**
   * What the emulator takes for the time, in Unix milliseconds: for idle sessions, lifecycles and URLs that expire.
   * @default Date.now
   */
  readonly clock?: (() => number) | undefined;
  /**
   * Told of each request when it is answered.
   * @default nobody
   */
  readonly onRequest?: ((entry: JournaledRequest) => void) | undefined;
  /**
   * Told of each state of each sync task.
   * @default nobody
   */
  readonly onTask?: ((entry: JournaledTask) => void) | undefined;
}
