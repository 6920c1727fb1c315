import { flag, knownOptions, milliseconds, optionalText } from '../model/options/rules.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import { logTo, silent, type Log, type Logger } from '../model/logging/Logger.js';
import { syncDefaults } from '../model/sync/SyncPlan.js';
import { parseEndpoint } from '../protocol/http/endpoint.js';
import type { ClientOptions } from './ClientOptions.js';

/** Where a service is by default, and what its environment variables are called. */
export interface ServiceDefaults {
  /** The beginning of the variables' names: `AGB` for `AGB_API_KEY`. */
  readonly prefix: string;
  readonly endpoint: string;
}

/** {@link ClientOptions} with every default filled in and every rule checked. */
export interface ClientSettings {
  readonly apiKey: string;
  readonly endpoint: URL;
  readonly regionId: string | undefined;
  readonly requestTimeout: number;
  readonly log: Log;
}

/**
 * Settles the options of a client: what is given, else what the environment says, else the service's default
 * (wire-protocol.md, sections 1.1 and 2.1).
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const clientSettings = (
  given: ClientOptions | undefined,
  { prefix, endpoint }: ServiceDefaults,
): ClientSettings => {
  const options = knownOptions(given, ['apiKey', 'endpoint', 'regionId', 'requestTimeout', 'allowInsecure', 'logger']);
  const env = (name: string): string | undefined => environment()[`${prefix}_${name}`]?.trim() || undefined;
  const limit = options.requestTimeout ?? Number(env('TIMEOUT_MS') ?? syncDefaults.requestTimeout);
  return {
    apiKey: checkedKey(options.apiKey ?? env('API_KEY'), prefix),
    endpoint: parseEndpoint(
      options.endpoint ?? env('ENDPOINT') ?? endpoint,
      flag('allowInsecure', options.allowInsecure ?? false),
    ),
    regionId: optionalText('regionId', options.regionId ?? env('REGION_ID')),
    requestTimeout: milliseconds('requestTimeout', limit, 1),
    log: options.logger === undefined ? silent : logTo(checkedLogger(options.logger)),
  };
};

const checkedKey = (apiKey: unknown, prefix: string): string => {
  if (apiKey === undefined || apiKey === '') {
    throw new InvalidRequest('apiKey', `is missing: give it as an option or in the environment as ${prefix}_API_KEY`);
  }
  // Headers take nothing else, and the error that says so would show the key.
  if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new InvalidRequest('apiKey', 'must be text of visible ASCII characters, without spaces');
  }
  return apiKey;
};

const checkedLogger = (logger: Partial<Logger>): Logger => {
  const { debug, info, warn, error } = logger;
  if ([debug, info, warn, error].every((level) => typeof level === 'function')) return logger as Logger;
  throw new InvalidRequest('logger', 'must have the methods debug, info, warn and error');
};

// Browsers have no environment.
const environment = (): Record<string, string | undefined> =>
  (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {};
