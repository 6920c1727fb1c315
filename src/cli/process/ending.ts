import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExitCode } from './ExitCode.js';

/** How the command is brought to its end. */
export interface Ending {
  /** Aborted where it is to end. */
  readonly signal: AbortSignal;
  /** A temporary folder of it, to be gone even where the time to remove it is not given. */
  readonly owns: (folder: string) => void;
}

/** The exit codes of what stops it, as shells tell them. */
const codes = { SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const;

type Stop = keyof typeof codes;

/** How long the first signal leaves to end in good order, in ms: less than those who stop a container wait. */
const grace = 5000;

/**
 * Ends the command by the first signal, in good order if there is time for it, and at once by the second; and where nobody reads
 * what it prints. The first reason gives the exit code.
 */
export const listenForEnd = (): Ending => {
  const interruption = new AbortController();
  const folders: string[] = [];
  const stop = (name: Stop, code: number = codes[name]): void => {
    // What stops it may end its reader too.
    if (interruption.signal.aborted) return;
    process.exitCode = code;
    setTimeout(() => {
      endAtOnce(name, folders);
    }, grace);
    interruption.abort(new Error('stopped'));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // A second signal comes from somebody in a hurry.
      if (interruption.signal.aborted) endAtOnce(name, folders);
      stop(name);
    });
  }
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      // Nobody reads on, as in `| head -1`.
      if (!isDiskTrouble(code)) {
        stop('SIGPIPE');
        return;
      }
      if (output === process.stdout) console.error(`rx-context-sync: what it prints is lost: ${message}`);
      stop('SIGPIPE', ExitCode.failed);
    });
  }
  return { signal: interruption.signal, owns: (folder) => void folders.push(folder) };
};

/** A file takes no more of what is printed. */
const isDiskTrouble = (code = ''): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'].includes(code);

/**
 * Ends the command, whatever is still open, but not before all that it has printed is on its way; who stops it then has read enough.
 * A file system that does not answer would hold `process.exit`, and no signal would be heard then: it is waited for before, so that
 * one ends it.
 */
export const exit = async (signal: AbortSignal): Promise<never> => {
  const printed = Promise.all([process.stdout, process.stderr].map(drained));
  // A command that was stopped tells how to go on: there is the time of grace to read that.
  await (signal.aborted ? printed : Promise.race([printed, once(signal, 'abort')]));
  while (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))) await sleep(10);
  process.exit();
};

/** Resolves where a stream has written all, or never will. */
const drained = (output: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    // One that broke tells its error only later.
    output.write('', () => setImmediate(resolve));
  });

/** `process.exit` would wait for a file system that does not answer; the signal itself waits for nothing. */
const endAtOnce = (name: Stop, folders: readonly string[]): void => {
  removeInBackground(folders);
  process.once(name, () => undefined);
  process.removeAllListeners(name);
  process.kill(process.pid, name);
  // The first process of a container is not ended by its own signal.
  process.exit(codes[name]);
};

const removeInBackground = (folders: readonly string[]): void => {
  if (folders.length === 0) return;
  // An emulator that removes its folder puts it aside first.
  const script = `
    for (const folder of process.argv.slice(1).flatMap((each) => [each, each + '-closed']))
      require('node:fs').rmSync(folder, { recursive: true, force: true, maxRetries: 5 });`;
  spawn(process.execPath, ['-e', script, ...folders], { detached: true, stdio: 'ignore' }).unref();
};
