#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { demo } from './demo.js';
import { emulator } from './emulator.js';
import { UsageError } from './UsageError.js';

const usage = `Usage: rx-context-sync demo [--dir PATH]
       rx-context-sync emulator [--port N] [--data PATH] [--tls] [--key KEY]... [--origin URL]...
                                 [--trouble NAME]...

  demo       syncs the files of a folder through the embedded emulator, and shows it live
  emulator   runs a local AGB and AgentBay, and tells each request and each task that ended

Options:
  --dir PATH       the folder to sync, which is only read (by default the sources of this project)
  --port N         the port to listen on (by default a free one)
  --data PATH      the folder to keep everything in (by default one that is removed at the end)
  --tls            speak https, with a certificate of its own
  --key KEY        an API key that is known; others are refused (by default every key is known)
  --origin URL     web pages from there may use it, for example http://localhost:5173 (by default none may)
  --trouble NAME   flaky-network, throttled or slow-service
  --help           show this text

Exit codes of demo: 0 all files match, 1 they do not. Of both: 1 whatever else went wrong, 2 wrong use or a folder of --dir
that cannot be read, 129 and more what stopped it: 130 Ctrl-C, 141 nobody reads its output.`;

const options = {
  dir: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  tls: { type: 'boolean' },
  key: { type: 'string', multiple: true },
  origin: { type: 'string', multiple: true },
  trouble: { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

const optionsOf: Readonly<Record<string, readonly string[]>> = {
  demo: ['dir'],
  emulator: ['port', 'data', 'tls', 'key', 'origin', 'trouble'],
};

const run = async (signal: AbortSignal): Promise<boolean> => {
  const { values, positionals } = parsed();
  if (values.help) {
    console.log(usage);
    return true;
  }
  const [command = '', ...rest] = positionals;
  const known = Object.hasOwn(optionsOf, command) ? optionsOf[command] : undefined;
  if (known === undefined || rest.length > 0) throw new UsageError(usage);
  const foreign = Object.keys(values).find((name) => !known.includes(name));
  if (foreign !== undefined)
    throw new UsageError(`rx-context-sync: --${foreign} is no option of ${command}\n\n${usage}`);
  const { dir, port, data, tls = false, key: keys = [], origin: origins = [], trouble: troubles = [] } = values;
  if (dir?.trim() === '') throw new UsageError('rx-context-sync: --dir needs a folder');
  if (command === 'demo') return demo({ dir, signal });
  return emulator({ port, data, tls, keys, origins, troubles, signal });
};

const parsed = () => {
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(`rx-context-sync: ${(error as Error).message}\n\n${usage}`);
  }
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
