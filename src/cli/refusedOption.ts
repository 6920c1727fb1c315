import path from 'node:path';
import { isContextError } from '../index.js';
import { UsageError } from './UsageError.js';

/** The options of the emulator, as the command calls them, and what it says in place of a rule that is of other values than it was given. */
const flags: Readonly<Record<string, { readonly flag: string; readonly rule?: string }>> = {
  port: { flag: '--port', rule: 'must be a whole number from 0 to 65535' },
  dataDir: { flag: '--data' },
  apiKeys: { flag: '--key', rule: 'must be a text without spaces' },
  origins: { flag: '--origin', rule: 'must be an origin, such as http://localhost:5173' },
  endpoint: { flag: '--endpoint' },
  file: { flag: '--file' },
  trouble: { flag: '--trouble', rule: 'must be one of flaky-network, throttled, slow-service' },
};

/** What the emulator says of an option, in the words of the command. Anything else is as it was. */
export const refusedOption = (error: unknown, data: string | undefined): unknown => {
  if (isContextError(error) && error._tag === 'InvalidRequest') {
    const { flag = error.option, rule = error.rule } = flags[error.option] ?? {};
    return new UsageError(`rx-context-sync: ${flag} ${rule}`);
  }
  const { path: place, message, code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new Error(`${message}; give another --port, or none`, { cause: error });
  const isOfData = data !== undefined && place !== undefined && isOnTheWay(path.resolve(data), place);
  return isOfData ? new UsageError(`rx-context-sync: --data cannot be used: ${message}`) : error;
};

/** What cannot be made is told of by its own path, or by that of a folder above it. */
const isOnTheWay = (folder: string, place: string): boolean =>
  [path.relative(folder, place), path.relative(place, folder)].some((way) => !way.startsWith('..'));
