import type { Logger } from '../model/logging/Logger.js';
import type { Schedule } from '../model/options/schedule.js';

/** How to reach a service. */
export interface ClientOptions {
  /**
   * The API key. It is never shown: not in errors, snapshots, handles, nor in the JSON of a client.
   * @default the environment's `AGB_API_KEY`, or `AGENTBAY_API_KEY`
   */
  readonly apiKey?: string | undefined;
  /**
   * A host, or a URL. Plain `http://` is for loopback addresses only, unless `allowInsecure` is set.
   * @default the environment's `AGB_ENDPOINT`, or `AGENTBAY_ENDPOINT`; else the service's public endpoint
   */
  readonly endpoint?: string | undefined;
  /**
   * The region that contexts and sessions are made in, for example `cn-hangzhou`.
   * @default the environment's `AGB_REGION_ID`, or `AGENTBAY_REGION_ID`; else the service's own
   */
  readonly regionId?: string | undefined;
  /**
   * How long one HTTP request may take, its body included, in milliseconds.
   * @default the environment's `AGB_TIMEOUT_MS`, or `AGENTBAY_TIMEOUT_MS`; else 60 000
   */
  readonly requestTimeout?: number | undefined;
  /**
   * Milliseconds between polls, or a schedule of them, for all that is waited for: syncs, the downloads of a new session, the end of
   * a session, clearings, bindings; where it is a number, `watch$` too. A call's own `retryInterval` or `interval` goes before it. For
   * tests against a service that is quick: `pacing: 10`. The bounds stay: `maxRetries` polls, `timeout` ms.
   * @default the environment's `AGB_PACING_MS`, or `AGENTBAY_PACING_MS`; else what the services' own clients do, for each wait its own
   */
  readonly pacing?: number | Schedule | undefined;
  /**
   * The most requests in flight at a time; the others wait in turn, and their `requestTimeout` begins when they are sent. Files
   * to and from presigned URLs do not count.
   * @default 64
   */
  readonly maxConcurrency?: number | undefined;
  /**
   * Send the API key over plain http, beyond this machine too.
   * @default false
   */
  readonly allowInsecure?: boolean | undefined;
  /**
   * Told of each request, answer, poll, delay and end, as plain data without secrets: `console`, a pino logger, or any
   * object with their four methods.
   * @default none: silent
   */
  readonly logger?: Logger | undefined;
}
