import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { newFolder } from './newFolder.js';

const cli = path.resolve(import.meta.dirname, '../../dist/cli/index.js');

/** How the command is started. */
export interface CommandOptions {
  /** The folder that it is started in; `npmFrom` is the one that npm was called in. */
  readonly cwd?: string;
  readonly npmFrom?: string | undefined;
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** A module that is loaded before it. */
  readonly before?: string;
}

/** Starts the built command, with a folder of its own for temporary files. It is killed when the test is over. */
export const startCommand = async (
  args: readonly string[],
  { cwd, npmFrom, env: more, before }: CommandOptions = {},
) => {
  const temporary = path.join(await newFolder(), 'tmp');
  mkdirSync(temporary);
  const env = { ...process.env, TMPDIR: temporary, NO_COLOR: '1', FORCE_COLOR: undefined, INIT_CWD: npmFrom, ...more };
  const first = before === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(before)}`];
  const child = spawn(process.execPath, [...first, cli, ...args], { env, cwd });
  onTestFinished(() => void child.kill('SIGKILL'));
  const out = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  const keep = (stream: keyof typeof out): void => {
    child[stream].on('data', (chunk) => {
      out[stream] += String(chunk);
      for (const look of waiting) look();
    });
  };
  keep('stdout');
  keep('stderr');
  /** Resolves when it has said this, or ended without it. */
  const said =
    (stream: keyof typeof out) =>
    (text: RegExp): Promise<boolean> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (text.test(out[stream])) resolve(true);
        };
        waiting.add(look);
        look();
        void ended.then(() => {
          resolve(text.test(out[stream]));
        });
      });
  const ended = (once(child, 'close') as Promise<[number | null]>).then(([code]) => code);
  return {
    child,
    out,
    /** Its folder for temporary files. */
    temporary,
    /** Resolves with the exit code. */
    ended,
    /** What it left in the folder for temporary files. */
    left: (): readonly string[] => readdirSync(temporary),
    printed: said('stdout'),
    logged: said('stderr'),
  };
};

/** Runs the built command to its end. */
export const runCommand = async (args: readonly string[], options: CommandOptions = {}) => {
  const { out, ended, left } = await startCommand(args, options);
  const code = await ended;
  return { code, ...out, left: left() };
};
