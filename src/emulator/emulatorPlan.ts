import { flag, knownOptions, milliseconds, optionalText, nonBlank, wholeNumber } from '../model/options/rules.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import type { Certificate } from './certificate.js';
import type { EmulatorOptions } from './EmulatorOptions.js';
import type { Told } from './Journal.js';

/** {@link EmulatorOptions} with every default filled in and every rule checked. */
export interface EmulatorPlan extends Told {
  readonly port: number;
  readonly dataDir: string | undefined;
  readonly taskDelay: number;
  readonly fileDelay: number;
  readonly apiKeys: readonly string[] | undefined;
  readonly tls: true | Certificate | undefined;
  readonly origins: readonly string[];
  readonly clock: () => number;
}

const known = [
  'port',
  'dataDir',
  'taskDelay',
  'fileDelay',
  'apiKeys',
  'tls',
  'origins',
  'clock',
  'onRequest',
  'onTask',
];

/**
 * Checks and completes the options of the emulator.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const emulatorPlan = (given: EmulatorOptions): EmulatorPlan => {
  const { port, dataDir, taskDelay, fileDelay, apiKeys, tls, origins, clock, onRequest, onTask } = knownOptions(
    given,
    known,
  );
  return {
    port: wholeNumber('port', port ?? 0, 0, 65_535),
    dataDir: optionalText('dataDir', dataDir),
    taskDelay: milliseconds('taskDelay', taskDelay ?? 0),
    fileDelay: milliseconds('fileDelay', fileDelay ?? 0),
    apiKeys: checkedKeys(apiKeys),
    tls: checkedTls(tls ?? false),
    origins: checkedOrigins(origins ?? []),
    clock: checkedFunction('clock', clock ?? Date.now),
    onRequest: checkedFunction('onRequest', onRequest ?? (() => undefined)),
    onTask: checkedFunction('onTask', onTask ?? (() => undefined)),
  };
};

const checkedKeys = (apiKeys: unknown): readonly string[] | undefined => {
  if (apiKeys === undefined || apiKeys === null) return undefined;
  if (Array.isArray(apiKeys) && apiKeys.every((key) => typeof key === 'string' && /^\S+$/.test(key))) {
    return apiKeys as readonly string[];
  }
  throw new InvalidRequest('apiKeys', 'must be an array of texts without spaces');
};

const checkedOrigins = (origins: unknown): readonly string[] => {
  const isOrigin = (text: unknown): boolean =>
    typeof text === 'string' && /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
  if (Array.isArray(origins) && origins.every(isOrigin)) return origins as readonly string[];
  throw new InvalidRequest('origins', 'must be an array of origins, such as http://localhost:5173');
};

const checkedTls = (tls: unknown): true | Certificate | undefined => {
  if (typeof tls !== 'object' || tls === null) return flag('tls', tls) || undefined;
  const { cert, key } = tls as Partial<Certificate>;
  return { cert: nonBlank('tls.cert', cert), key: nonBlank('tls.key', key) };
};

const checkedFunction = <F>(option: string, value: F): F => {
  if (typeof value === 'function') return value;
  throw new InvalidRequest(option, 'must be a function');
};
