import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import xterm from '@xterm/headless';
import { onTestFinished } from 'vitest';

const cli = path.resolve(import.meta.dirname, '../../dist/cli/index.js');

/** Whether this machine can make a terminal: `script` of util-linux does it without a package of native code. */
export const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout.includes('util-linux');

/** How large the terminal is, what is in the environment, and who looks at it each time that something was written. */
export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly look?: ((terminal: xterm.Terminal) => void) | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Starts the built command in a terminal of its own. It is killed when the test is over. */
export const startInTerminal = (args: readonly string[], options?: TerminalOptions) =>
  runInTerminal([process.execPath, cli, ...args], options);

/** Starts a program in a terminal of its own. It is killed when the test is over. */
export const runInTerminal = (
  program: readonly string[],
  { columns = 80, rows = 24, env, look: looksOn }: TerminalOptions = {},
) => {
  const command = program.map(quoted).join(' ');
  const child = spawn('script', ['-qec', `stty cols ${columns} rows ${rows}; exec ${command}`, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 1000, allowProposedApi: true });
  const waiting = new Set<() => void>();
  let raw = '';
  child.stdout.on('data', (chunk) => {
    raw += String(chunk);
    terminal.write(String(chunk), () => {
      looksOn?.(terminal);
      for (const look of waiting) look();
    });
  });
  const screen = (): string => {
    const { active } = terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  };
  const ended = (once(child, 'close') as Promise<[number | null]>).then(async ([code]) => {
    await new Promise<void>((resolve) => {
      terminal.write('', resolve);
    });
    return code;
  });
  return {
    /** What is to be seen, with what has scrolled away. */
    screen,
    /** What was written, with all that steers the terminal. */
    written: (): string => raw,
    /** Resolves when this is to be seen, or with false when the command has ended without it. */
    shows: (text: RegExp): Promise<boolean> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (text.test(screen())) resolve(true);
        };
        waiting.add(look);
        look();
        void ended.then(() => {
          resolve(text.test(screen()));
        });
      }),
    /** Presses keys, Ctrl-C as the terminal has it. */
    press: (keys: string): void => void child.stdin.write(keys),
    /** Resolves with the exit code. */
    ended,
  };
};

export const ctrlC = '\u0003';
