#!/usr/bin/env node
import { failureOf } from './failure.js';
import { exit, listenForEnd } from './process/ending.js';
import { run } from './program.js';

const ending = listenForEnd();
try {
  const code = await run(process.argv.slice(2), ending);
  if (!ending.signal.aborted) process.exitCode = code;
} catch (error) {
  if (!ending.signal.aborted) {
    const { message, code } = failureOf(error);
    console.error(message);
    process.exitCode = code;
  }
}
// A connection that is kept alive must not keep the terminal.
await exit(ending.signal);
