import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { clearTimeout, setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { BoundedOutput } from './BoundedOutput.js';
import { killGroup, killWithThisProcess } from './processGroup.js';
import { killMarked, markName } from './processMarks.js';

/** The command to run. */
export interface Command {
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** In ms. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** What became of it. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What `timeout` of Unix ends with, too. */
const timedOut = 124;

/** How long the output of a command that ended is waited for, in ms: what is out of reach may hold it open. */
const patience = 1000;

const bash = '/bin/bash';

/** Runs a command to its end, or that of its time. What it started ends with it. Rejects where it is told to stop. */
export const runCommand = async ({ command, cwd, env, timeout, signal }: Command): Promise<CommandResult> => {
  signal.throwIfAborted();
  const mark = randomUUID();
  const child = spawn(command, {
    shell: existsSync(bash) ? bash : true,
    cwd,
    env: { ...env, [markName]: mark },
    // A group of its own, to be killed as a whole.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const exited = once(child, 'exit') as Promise<[code: number | null, by: NodeJS.Signals | null]>;
  const closed = once(child, 'close').catch(() => undefined);
  // It could not be started: then there may be no streams of it either.
  if (child.pid === undefined) await exited;

  const [stdout, stderr] = [new BoundedOutput(child.stdout), new BoundedOutput(child.stderr)];
  const deadline = { isOver: false };
  const kill = (): void => {
    killGroup(child);
  };
  const timer = setTimeout(() => {
    deadline.isOver = true;
    kill();
  }, timeout);
  signal.addEventListener('abort', kill);
  const forget = killWithThisProcess(child);
  const [code, by] = await exited;
  clearTimeout(timer);
  signal.removeEventListener('abort', kill);
  kill();
  forget();
  await killMarked(mark);
  await Promise.race([closed, sleep(patience, undefined, { ref: false })]);
  for (const stream of [child.stdout, child.stderr]) stream.destroy();
  signal.throwIfAborted();

  if (!deadline.isOver) return { stdout: stdout.text, stderr: stderr.text, exitCode: exitCodeOf(code, by) };
  const why = `The command was killed: it took longer than ${timeout} ms (\`timeout_ms\`).`;
  return { stdout: stdout.text, stderr: [stderr.text, why].filter(Boolean).join('\n'), exitCode: timedOut };
};

/** As shells tell it. */
const exitCodeOf = (code: number | null, by: NodeJS.Signals | null): number =>
  code ?? 128 + (by === null ? 0 : constants.signals[by]);
