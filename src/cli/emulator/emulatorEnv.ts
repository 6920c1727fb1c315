import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runningEmulators, type RunningEmulator } from './runningEmulators.js';
import { linesFor, shellNamed } from './shells.js';
import { UsageError } from '../process/UsageError.js';

/** Which emulator is meant, where several run. */
interface Meant {
  readonly port?: number | undefined;
  readonly data?: string | undefined;
}

/** What the user gave. */
export interface EmulatorEnvFlags extends Meant {
  readonly shell?: string | undefined;
  readonly wait?: string | undefined;
}

/** Prints what clients need in their environment to use the emulator that runs. */
export const emulatorEnv = async (
  { shell: name = 'bash', wait, ...meant }: EmulatorEnvFlags,
  signal: AbortSignal,
): Promise<void> => {
  const shell = shellNamed(name);
  const { variables } = await found(meant, performance.now() + secondsOf(wait) * 1000, signal);
  console.log(linesFor(shell, variables));
};

/** Often enough for nobody to wait for it, in ms. */
const pause = 100;

const found = async (meant: Meant, until: number, signal: AbortSignal): Promise<RunningEmulator> => {
  for (;;) {
    const [first, ...others] = (await runningEmulators()).filter(isMeant(meant));
    if (others.length > 0 && first !== undefined) throw new UsageError(tooMany([first, ...others]));
    if (first !== undefined) return first;
    if (performance.now() >= until) throw new Error(noneText(meant));
    await sleep(pause, undefined, { signal });
  }
};

const isMeant =
  ({ port, data }: Meant) =>
  ({ url, httpsUrl, dataDir }: RunningEmulator): boolean => {
    const ports = [url, httpsUrl].flatMap((each) => (each === undefined ? [] : [new URL(each).port]));
    return (
      (port === undefined || ports.includes(String(port))) && (data === undefined || path.resolve(data) === dataDir)
    );
  };

const tooMany = (emulators: readonly RunningEmulator[]): string => {
  const lines = emulators.map(({ url, dataDir }) => `  --port ${new URL(url).port} --data ${dataDir}`);
  return `rx-context-sync: ${emulators.length} emulators run; say which:\n${lines.join('\n')}`;
};

const noneText = ({ port, data }: Meant): string => {
  const which = [port !== undefined && `at port ${port}`, data !== undefined && `on ${data}`].filter(Boolean);
  const those = which.length === 0 ? 'no emulator of this user runs' : `no emulator runs ${which.join(' ')}`;
  return `${those}; rx-context-sync emulator starts one`;
};

const secondsOf = (wait = '0'): number => {
  if (/^\d+(?:\.\d+)?$/.test(wait)) return Number(wait);
  throw new UsageError('rx-context-sync: --wait must be a number of seconds');
};
