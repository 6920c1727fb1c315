#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { commandLine, usage } from './commandLine.js';
import { demo } from './demo.js';
import { emulator } from './emulator.js';
import { UsageError } from './UsageError.js';

const run = async (signal: AbortSignal): Promise<boolean> => {
  const { command, values } = commandLine(process.argv.slice(2), process.env);
  const { dir, port, data, tls = false, key: keys = [], origin: origins = [], trouble: troubles = [] } = values;
  const { 'allow-shell': allowShell = false } = values;
  if (command === 'demo') return demo({ dir, signal });
  if (command === 'emulator') return emulator({ port, data, tls, keys, origins, troubles, allowShell, signal });
  console.log(command === 'help' ? usage : version());
  return true;
};

const version = (): string => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
};

const interruption = new AbortController();
const stop = (code: number): void => {
  // What stops it may end its reader too: the first reason counts.
  if (interruption.signal.aborted) return;
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
