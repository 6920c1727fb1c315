import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** A program of Node that runs in a folder. */
export interface ChildProgram {
  /** What stands in the groups of a text, once it has printed that. Rejects where it ends without. */
  readonly printed: (text: RegExp) => Promise<readonly string[]>;
  /** Ends it as Ctrl-C does. Gives its exit code, and the signal that ended it. */
  readonly interrupt: () => Promise<readonly [number | null, string | null]>;
}

/** Starts a program. It is killed when the test is over. */
export const childProgram = (
  cwd: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): ChildProgram => {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...more };
  const child = spawn(process.execPath, args, { cwd, env });
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += String(chunk)));
  return {
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = text.exec(out);
          if (found) resolve(found.slice(1));
        };
        child.stdout.on('data', look);
        look();
        void closed.then(() => {
          reject(new Error(`It ended, and printed: ${out}`));
        });
      }),
    interrupt: () => {
      child.kill('SIGINT');
      return closed;
    },
  };
};
