#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { demo } from './demo.js';
import { UsageError } from './UsageError.js';

const usage = `Usage: rx-context-sync demo [--dir PATH]

  demo   syncs the files of a folder through the embedded emulator, and shows it live

Options:
  --dir PATH   the folder to sync, which is only read (by default the sources of this project)
  --help       show this text

Exit codes: 0 all files match, 1 they do not, 2 wrong use or a folder that cannot be read.`;

const run = async (signal: AbortSignal): Promise<boolean> => {
  const { values, positionals } = parsed();
  if (values.help) {
    console.log(usage);
    return true;
  }
  const [command, ...rest] = positionals;
  if (command !== 'demo' || rest.length > 0) throw new UsageError(usage);
  if (values.dir?.trim() === '') throw new UsageError('rx-context-sync: --dir needs a folder');
  return demo({ dir: values.dir, signal });
};

const parsed = () => {
  try {
    return parseArgs({ allowPositionals: true, options: { dir: { type: 'string' }, help: { type: 'boolean' } } });
  } catch (error) {
    throw new UsageError(`rx-context-sync: ${(error as Error).message}\n\n${usage}`);
  }
};

const interruption = new AbortController();
const stop = (code: number): void => {
  process.exitCode = code;
  interruption.abort(new Error('stopped'));
};
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
for (const [name, code] of Object.entries(codes)) {
  process.on(name, () => {
    // A second signal comes from somebody in a hurry.
    if (interruption.signal.aborted) process.exit(code);
    stop(code);
  });
}
// Nobody reads on, as in `| head -1`.
process.stdout.on('error', () => {
  stop(141);
});

try {
  const ok = await run(interruption.signal);
  if (!interruption.signal.aborted) process.exitCode = ok ? 0 : 1;
} catch (error) {
  if (!interruption.signal.aborted) {
    console.error(error instanceof UsageError ? error.message : `rx-context-sync: ${(error as Error).message}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
// A connection that is kept alive must not keep the terminal.
process.exit();
