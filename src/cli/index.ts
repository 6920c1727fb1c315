#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { commandLine } from './commandLine.js';
import { demo } from './demo.js';
import { demoWeb } from './demoWeb.js';
import { emulator } from './emulator.js';
import { emulatorEnv } from './emulatorEnv.js';
import { exit, listenForEnd, type Ending } from './ending.js';
import { record, replay } from './recording.js';
import { usage } from './usage.js';
import { UsageError } from './UsageError.js';

const run = async (ending: Ending): Promise<boolean> => {
  const { command, values } = commandLine(process.argv.slice(2), process.env);
  if (command === 'demo') return (values.web ? demoWeb : demo)({ dir: values.dir, ending });
  if (command === 'emulator') return emulator(values, ending);
  if (command === 'emulator env') return emulatorEnv(values, ending.signal);
  if (command === 'record') return record({ ...values, signal: ending.signal });
  if (command === 'replay') return replay({ ...values, signal: ending.signal });
  console.log(command === 'help' ? usage : version());
  return true;
};

const version = (): string => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
};

const ending = listenForEnd();
try {
  const ok = await run(ending);
  if (!ending.signal.aborted) process.exitCode = ok ? 0 : 1;
} catch (error) {
  if (!ending.signal.aborted) {
    console.error(error instanceof UsageError ? error.message : `rx-context-sync: ${(error as Error).message}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
// A connection that is kept alive must not keep the terminal.
await exit();
