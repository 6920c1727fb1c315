import path from 'node:path';
import type { EmulatorOptions } from '../../emulator/index.js';
import { isContextError } from '../../index.js';
import { UsageError } from '../process/UsageError.js';

const port = 'must be a whole number from 0 to 65535';
const delay = 'must be a number of milliseconds';

/** The options of the emulator, as the command calls them, and what it says in place of a rule that is of other values than it was given. */
const flags: Readonly<Record<string, { readonly flag: string; readonly rule?: string }>> = {
  host: { flag: '--host' },
  port: { flag: '--port', rule: port },
  tlsPort: { flag: '--tls-port', rule: port },
  controlToken: { flag: '--control-token' },
  dataDir: { flag: '--data' },
  seedDir: { flag: '--seed' },
  apiKeys: { flag: '--key', rule: 'must be a text without spaces' },
  origins: { flag: '--origin', rule: 'must be an origin, such as http://localhost:5173' },
  taskDelay: { flag: '--task-delay', rule: delay },
  fileDelay: { flag: '--file-delay', rule: delay },
  idSeed: { flag: '--id-seed', rule: 'must be a whole number from 0 on' },
  endpoint: { flag: '--endpoint' },
  file: { flag: '--file' },
  trouble: { flag: '--trouble', rule: 'must be one of flaky-network, throttled, slow-service' },
};

/** What the emulator says of an option, in the words of the command. Anything else is as it was. */
export const refusedOption = (error: unknown, options: EmulatorOptions = {}): unknown => {
  if (isContextError(error) && error._tag === 'InvalidRequest') {
    const { flag = error.option, rule = error.rule } = flags[error.option] ?? {};
    return usage(flag, rule);
  }
  return refusedPlace(error as SystemError, options) ?? error;
};

type SystemError = NodeJS.ErrnoException & { readonly port?: number };

const refusedPlace = (error: SystemError, { host, tlsPort, dataDir, seedDir }: EmulatorOptions): unknown => {
  const { path: place, message, code = '', syscall } = error;
  if (code === 'EADDRINUSE') {
    const flag = error.port === tlsPort ? '--tls-port' : '--port';
    return new Error(`${message}; give another ${flag}, or none`, { cause: error });
  }
  if (host !== undefined && (code === 'EADDRNOTAVAIL' || syscall === 'getaddrinfo'))
    return usage('--host', `is no address of this machine: ${message}`);
  if (isIn(seedDir, place)) return usage('--seed', `cannot be read: ${message}`);
  // What it says itself of the folder, for example that another one has it, names it.
  const isOfData = isIn(dataDir, place) || (dataDir !== undefined && message.includes(path.resolve(dataDir)));
  if (!isOfData) return undefined;
  return usage('--data', readOnly.has(code) ? `is read-only: ${message}` : `cannot be used: ${message}`);
};

const readOnly: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM']);

const usage = (flag: string, rule: string): UsageError => new UsageError(`rx-context-sync: ${flag} ${rule}`);

/** What cannot be made is told of by its own path, or by that of a folder above it. */
const isIn = (folder: string | undefined, place: string | undefined): boolean =>
  folder !== undefined &&
  place !== undefined &&
  [path.relative(folder, place), path.relative(place, folder)].some((way) => !way.startsWith('..'));
