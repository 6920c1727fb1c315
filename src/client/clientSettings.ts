import {
  checkOptions,
  flag,
  milliseconds,
  nonBlank,
  optional,
  wholeNumber,
  withDefault,
  type Rule,
} from '../model/options/rules.js';
import { pacingRule, type Schedule } from '../model/options/schedule.js';
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
  readonly pacing: number | Schedule | undefined;
  readonly maxConcurrency: number;
  readonly log: Log;
}

/**
 * Settles the options of a client: what is given, else what the environment says, else the service's default
 * (docs/protocol.md, sections 1.1 and 2.1).
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const clientSettings = (
  given: ClientOptions | undefined,
  { prefix, endpoint }: ServiceDefaults,
): ClientSettings => {
  const env = (name: string): string | undefined => environment()[`${prefix}_${name}`]?.trim() || undefined;
  const options = checkOptions(
    {
      apiKey: withDefault(keyFor(prefix), env('API_KEY') ?? ''),
      endpoint: withDefault(nonBlank, env('ENDPOINT') ?? endpoint),
      regionId: withDefault(optional(nonBlank), env('REGION_ID')),
      requestTimeout: withDefault(milliseconds(1), Number(env('TIMEOUT_MS') ?? syncDefaults.requestTimeout)),
      pacing: withDefault(optional(pacingRule), numberOf(env('PACING_MS'))),
      maxConcurrency: withDefault(wholeNumber(1), 64),
      allowInsecure: withDefault(flag, false),
      logger: optional(loggerRule),
    },
    given,
  );
  const { apiKey, regionId, requestTimeout, pacing, maxConcurrency, logger } = options;
  return {
    apiKey,
    endpoint: parseEndpoint(options.endpoint, options.allowInsecure),
    regionId,
    requestTimeout,
    pacing,
    maxConcurrency,
    log: logger === undefined ? silent : logTo(logger),
  };
};

const keyFor =
  (prefix: string): Rule<string> =>
  (option, apiKey) => {
    if (apiKey === undefined || apiKey === null || apiKey === '') {
      throw new InvalidRequest(option, `is missing: give it as an option or in the environment as ${prefix}_API_KEY`);
    }
    // Headers take nothing else, and the error that says so would show the key.
    if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) {
      throw new InvalidRequest(option, 'must be text of visible ASCII characters, without spaces');
    }
    return apiKey;
  };

const loggerRule: Rule<Logger> = (option, logger) => {
  const { debug, info, warn, error } = Object(logger) as Partial<Logger>;
  if ([debug, info, warn, error].every((level) => typeof level === 'function')) return logger as Logger;
  throw new InvalidRequest(option, 'must have the methods debug, info, warn and error');
};

const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

// Browsers have no environment.
const environment = (): Record<string, string | undefined> =>
  (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {};
