import { once } from 'node:events';
import { startEmulator, type Emulator, type EmulatorOptions, type TroubleName } from '../../emulator/index.js';
import { emulatorLog, type EmulatorLog } from './emulatorLog.js';
import type { Ending } from '../process/ending.js';
import { writeDotenv } from './dotenvFile.js';
import { greeting } from './greeting.js';
import { refusedOption } from './refusedOption.js';
import { announce } from './runningEmulators.js';
import { linesFor } from './shells.js';
import { shellWarning } from './shellWarning.js';
import { UsageError } from '../process/UsageError.js';
import { variablesOf } from './variables.js';

/** What the user gave. */
export interface EmulatorFlags extends Pick<
  EmulatorOptions,
  'port' | 'host' | 'tls' | 'tlsPort' | 'controlToken' | 'allowShell' | 'taskDelay' | 'fileDelay' | 'idSeed'
> {
  readonly data?: string | undefined;
  readonly import?: string | undefined;
  readonly seed?: string | undefined;
  readonly key?: readonly string[] | undefined;
  readonly origin?: readonly string[] | undefined;
  readonly trouble?: readonly string[] | undefined;
  readonly clock?: string | undefined;
  readonly dotenv?: string | undefined;
  readonly log?: string | undefined;
  readonly quiet?: boolean | undefined;
  readonly console: boolean;
}

/** Runs the emulator until it is to end: it tells where it is, each request in a line, and each task that ended. */
export const emulator = async (given: EmulatorFlags, { signal, owns }: Ending): Promise<void> => {
  const log = emulatorLog(given.log, given.quiet);
  const options = optionsOf(given, log);
  const running = await startEmulator(options).catch((error: unknown) => {
    throw refusedOption(error, options);
  });
  if (given.data === undefined) owns(running.dataDir);
  try {
    if (given.import !== undefined) await importState(running, given.import, signal);
    makeTroubles(running, given.trouble ?? []);
    if (given.allowShell) console.error(shellWarning(given.key ?? []));
    await told(running, given, { greeting: greeting(running, options), log, signal });
  } finally {
    await running.close();
  }
};

const optionsOf = (given: EmulatorFlags, log: EmulatorLog): EmulatorOptions => ({
  host: given.host,
  port: given.port,
  tls: given.tls,
  tlsPort: given.tlsPort,
  controlToken: given.controlToken,
  dataDir: given.data,
  seedDir: given.seed,
  allowShell: given.allowShell,
  apiKeys: given.key,
  origins: given.origin,
  taskDelay: given.taskDelay,
  fileDelay: given.fileDelay,
  clock: fixedClock(given.clock),
  idSeed: given.idSeed,
  // Without its address, nobody could use it.
  console: given.console && !given.quiet,
  onRequest: log.request,
  onTask: log.task,
});

const fixedClock = (text: string | undefined): (() => number) | undefined => {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError('rx-context-sync: --clock must be a time, such as 2026-01-01T00:00:00Z');
  return () => time;
};

const importState = async (running: Emulator, state: string, signal: AbortSignal): Promise<void> => {
  const refused = (error: unknown) => new UsageError(`rx-context-sync: --import ${state}: ${(error as Error).message}`);
  const importing = running.import(state).catch((error: unknown) => Promise.reject(refused(error)));
  // Who stops it does not wait: closing it ends the import.
  await (signal.aborted ? undefined : Promise.race([importing, once(signal, 'abort')]));
};

const makeTroubles = (running: Emulator, troubles: readonly string[]): void => {
  try {
    for (const trouble of troubles) running.trouble(trouble as TroubleName);
  } catch (error) {
    throw refusedOption(error, {});
  }
};

interface Telling {
  readonly greeting: string;
  readonly log: EmulatorLog;
  readonly signal: AbortSignal;
}

/** Tells all who are to know, until the signal. */
const told = async (running: Emulator, given: EmulatorFlags, { greeting, log, signal }: Telling): Promise<void> => {
  if (signal.aborted) return;
  const variables = variablesOf(running, given.key?.[0] ?? 'any-key');
  const { url, httpsUrl, dataDir } = running;
  const untell: (() => void)[] = [];
  try {
    if (given.dotenv !== undefined) untell.push(writeDotenv(given.dotenv, variables));
    untell.push(announce({ pid: process.pid, url, httpsUrl, dataDir, variables }));
    log.listening(running, greeting);
    console.log(linesFor('bash', variables));
    await once(signal, 'abort');
  } finally {
    for (const end of untell) end();
  }
};
