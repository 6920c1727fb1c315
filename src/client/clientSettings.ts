import {
  checkOptions,
  flag,
  milliseconds,
  nonBlank,
  optional,
  wholeNumber,
  withDefault,
  withDefaultFrom,
  type Rule,
} from '../model/options/rules.js';
import { pacingRule, type Schedule } from '../model/options/schedule.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import { logTo, silent, type Log, type Logger } from '../model/logging/Logger.js';
import { syncDefaults } from '../model/sync/SyncPlan.js';
import { parseEndpoint } from '../protocol/http/endpoint.js';
import type { ClientOptions } from './ClientOptions.js';
import { readVariable } from './environment.js';

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
  // Only what is not given is looked up: Deno asks somebody for each variable.
  const env = (name: string): string | undefined => readVariable(`${prefix}_${name}`).value;
  const options = checkOptions(
    {
      apiKey: keyOr(`${prefix}_API_KEY`),
      endpoint: withDefaultFrom(nonBlank, () => env('ENDPOINT') ?? endpoint),
      regionId: withDefaultFrom(optional(nonBlank), () => env('REGION_ID')),
      requestTimeout: withDefaultFrom(milliseconds(1), () => Number(env('TIMEOUT_MS') ?? syncDefaults.requestTimeout)),
      pacing: withDefaultFrom(optional(pacingRule), () => numberOf(env('PACING_MS'))),
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

/** A key, or the one that a variable holds. */
const keyOr =
  (variable: string): Rule<string> =>
  (option, given) => {
    const found = given === undefined || given === null ? readVariable(variable) : undefined;
    const value = found ? found.value : given;
    if (value === undefined || value === '') {
      const refused = found?.isRefused ? ', which this program may not read' : '';
      throw new InvalidRequest(
        option,
        `is missing: give it as an option or in the environment as ${variable}${refused}`,
      );
    }
    // Headers take nothing else, and the error that says so would show the key.
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
      throw new InvalidRequest(option, 'must be text of visible ASCII characters, without spaces');
    }
    return value;
  };

const loggerRule: Rule<Logger> = (option, logger) => {
  const { debug, info, warn, error } = Object(logger) as Partial<Logger>;
  if ([debug, info, warn, error].every((level) => typeof level === 'function')) return logger as Logger;
  throw new InvalidRequest(option, 'must have the methods debug, info, warn and error');
};

const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
