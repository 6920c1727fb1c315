import {
  callable,
  checkOptions,
  flag,
  milliseconds,
  nonBlank,
  objectOf,
  optional,
  wholeNumber,
  withDefault,
  type Rule,
} from '../model/options/rules.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import type { Certificate } from './http/certificate.js';
import type { EmulatorOptions } from './EmulatorOptions.js';
import type { JournalListeners } from './state/Journal.js';

/** {@link EmulatorOptions} with every default filled in and every rule checked. */
export interface EmulatorPlan extends JournalListeners {
  readonly port: number;
  readonly dataDir: string | undefined;
  readonly taskDelay: number;
  readonly fileDelay: number;
  readonly apiKeys: readonly string[] | undefined;
  readonly tls: true | Certificate | undefined;
  readonly origins: readonly string[];
  readonly clock: () => number;
}

/**
 * Checks and completes the options of the emulator.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const emulatorPlan = (given: EmulatorOptions): EmulatorPlan => checkOptions(rules, given);

const keys: Rule<readonly string[]> = (option, value) => {
  const isKey = (key: unknown): key is string => typeof key === 'string' && /^\S+$/.test(key);
  if (Array.isArray(value) && value.every(isKey)) return value;
  throw new InvalidRequest(option, 'must be an array of texts without spaces');
};

const origins: Rule<readonly string[]> = (option, value) => {
  const isOrigin = (text: unknown): text is string =>
    typeof text === 'string' && /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
  if (Array.isArray(value) && value.every(isOrigin)) return value;
  throw new InvalidRequest(option, 'must be an array of origins, such as http://localhost:5173');
};

const tls: Rule<true | Certificate | undefined> = (option, value) =>
  typeof value === 'object' && value !== null
    ? objectOf({ cert: nonBlank, key: nonBlank })(option, value)
    : flag(option, value ?? false) || undefined;

const rules = {
  port: withDefault(wholeNumber(0, 65_535), 0),
  dataDir: optional(nonBlank),
  taskDelay: withDefault(milliseconds(), 0),
  fileDelay: withDefault(milliseconds(), 0),
  apiKeys: optional(keys),
  tls,
  origins: withDefault(origins, []),
  clock: withDefault(callable<() => number>(), Date.now),
  onRequest: withDefault(callable<JournalListeners['onRequest']>(), () => undefined),
  onTask: withDefault(callable<JournalListeners['onTask']>(), () => undefined),
};
