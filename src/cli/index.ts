#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { demo } from './demo.js';
import { UsageError } from './UsageError.js';

const usage = `Usage: rx-context-sync demo [--dir PATH]

  demo   syncs the files of a folder through the embedded emulator, and shows it live

Options:
  --dir PATH   the folder to sync (by default the sources of this project)
  --help       show this text`;

const run = async (signal: AbortSignal): Promise<boolean> => {
  const { values, positionals } = parsed();
  if (values.help) {
    console.log(usage);
    return true;
  }
  const [command, ...rest] = positionals;
  if (command !== 'demo' || rest.length > 0) throw new UsageError(usage);
  return demo({ dir: values.dir, signal });
};

const parsed = () => {
  try {
    return parseArgs({ allowPositionals: true, options: { dir: { type: 'string' }, help: { type: 'boolean' } } });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
};

const interruption = new AbortController();
const signals = { SIGINT: 130, SIGTERM: 143 } as const;
for (const [name, code] of Object.entries(signals)) {
  process.on(name, () => {
    process.exitCode = code;
    interruption.abort(new Error(`stopped by ${name}`));
  });
}

try {
  const ok = await run(interruption.signal);
  if (!interruption.signal.aborted) process.exitCode = ok ? 0 : 1;
} catch (error) {
  if (!interruption.signal.aborted) {
    console.error(error instanceof UsageError ? error.message : error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
// A connection that is kept alive must not keep the terminal.
process.exit();
