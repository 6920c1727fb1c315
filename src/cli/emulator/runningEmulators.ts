import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Variables } from './variables.js';

/** An emulator of the command, as other processes of the user find it. */
export interface RunningEmulator {
  readonly pid: number;
  readonly url: string;
  readonly httpsUrl?: string | undefined;
  readonly dataDir: string;
  readonly variables: Variables;
}

const folder = path.join(tmpdir(), `rx-context-sync-emulators-${process.getuid?.() ?? 'user'}`);

/** Lets other processes of the user find an emulator. Gives what ends that. */
export const announce = (emulator: RunningEmulator): (() => void) => {
  const file = path.join(folder, `${emulator.pid}.json`);
  // Whoever withdraws the last one removes the folder meanwhile.
  for (let tries = 0; tries < 3; tries++) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (!isOwn()) break;
      writeFileSync(file, JSON.stringify(emulator), { mode: 0o600 });
      break;
    } catch {
      // It runs nevertheless: others have to be told of it in another way.
    }
  }
  return () => {
    remove(file);
  };
};

/** The emulators that run. */
export const runningEmulators = async (): Promise<readonly RunningEmulator[]> => {
  const found: RunningEmulator[] = [];
  for (const name of isOwn() ? readdirSync(folder) : []) {
    const emulator = readEntry(path.join(folder, name));
    if (emulator === undefined) continue;
    const [isThere, answers] = [isProcess(emulator.pid), await isListenedOn(emulator.url)];
    if (isThere && answers) found.push(emulator);
    // It was killed.
    if (!isThere && !answers) remove(path.join(folder, name));
  }
  return found;
};

/** In a folder that all may write in, somebody else may have made it: what it says is not to be believed. */
const isOwn = (): boolean => {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return false;
  return process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o077) === 0);
};

const readEntry = (file: string): RunningEmulator | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunningEmulator;
  } catch {
    // It was withdrawn, or is being written.
    return undefined;
  }
};

const remove = (file: string): void => {
  rmSync(file, { force: true });
  try {
    rmdirSync(folder);
  } catch {
    // Others are in it.
  }
};

const isProcess = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** How long a connection on the same machine may take, in ms. */
const longest = 2000;

const isListenedOn = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), timeout: longest });
    const end = (answers: boolean) => () => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
