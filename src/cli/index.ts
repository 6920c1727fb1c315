#!/usr/bin/env node
import { exit, listenForEnd } from './process/ending.js';
import { ExitCode } from './process/ExitCode.js';
import { UsageError } from './process/UsageError.js';
import { run } from './program.js';

const ending = listenForEnd();
try {
  const code = await run(process.argv.slice(2), ending);
  if (!ending.signal.aborted) process.exitCode = code;
} catch (error) {
  if (!ending.signal.aborted) {
    console.error(error instanceof UsageError ? error.message : `rx-context-sync: ${(error as Error).message}`);
    process.exitCode = error instanceof UsageError ? ExitCode.wrongUse : ExitCode.failed;
  }
}
// A connection that is kept alive must not keep the terminal.
await exit(ending.signal);
