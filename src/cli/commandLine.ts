import { parseArgs } from 'node:util';
import { UsageError } from './UsageError.js';

export const usage = `Usage: rx-context-sync demo [--dir PATH]
       rx-context-sync emulator [--port N] [--data PATH] [OPTION]...
       rx-context-sync emulator env [--port N] [--data PATH] [--shell NAME]

  demo          syncs the files of a folder through the embedded emulator, live
  emulator      runs a local AGB and AgentBay: stdout has what clients need in
                their environment, stderr each request and each task that ended
  emulator env  prints that environment of the emulator that runs:
                eval "$(rx-context-sync emulator env)"

Options of demo:
  --dir PATH           the folder to sync, which is only read (by default the
                       sources of this project)

Options of emulator:
  --port N             the port to listen on (by default a free one)
  --tls                speak https too, with a certificate of its own
  --tls-port N         the port for it (by default a free one)
  --host HOST          the address to listen at (by default 127.0.0.1; 0.0.0.0
                       for other machines, too)
  --control-token KEY  what programs of other machines need for /_emulator/ (by
                       default RX_CONTEXT_SYNC_EMULATOR_TOKEN of the
                       environment; without it they may not)
  --data PATH          the folder to keep everything in (by default one that is
                       removed at the end)
  --seed FOLDER        make a context of each folder in it, for each key
  --key KEY            an API key that is known; others are refused (by default
                       every key is known)
  --origin URL         web pages from there may use it, for example
                       http://localhost:5173 (by default none may)
  --trouble NAME       flaky-network, throttled or slow-service
  --task-delay MS      how long a task waits before it runs (by default 0)
  --file-delay MS      how long a task waits after each file (by default 0)
  --clock TIME         let it be this time all along, for example
                       2026-01-01T00:00:00Z (by default the system's)
  --id-seed N          give the same ids in each run for the same calls; nothing
                       of it is secret then (by default others each time)
  --dotenv FILE        a dotenv file to keep the environment in, while it runs
  --log FORMAT         text (by default), or json: an object a line
  --quiet              say nothing but the environment, and what went wrong
  --key, --origin and --trouble can be given more than once.

Options of emulator env:
  --port N, --data PATH
                       of which emulator, where several run
  --shell NAME         bash (by default; for sh and zsh, too), fish or dotenv
  --wait SECONDS       how long it may take to start (by default 0)

  --help, -h           show this text
  --version            show the version

Exit codes of demo: 0 all files match, 1 they do not. Of both: 1 whatever else
went wrong, 2 wrong use or a folder that cannot be read or kept, 129 and more
what stopped it: 130 Ctrl-C, 141 nobody reads its output.`;

// Not --env-file: some Nodes (20) take that for their own, wherever it stands.
const options = {
  dir: { type: 'string' },
  port: { type: 'string' },
  tls: { type: 'boolean' },
  'tls-port': { type: 'string' },
  host: { type: 'string' },
  'control-token': { type: 'string' },
  data: { type: 'string' },
  seed: { type: 'string' },
  key: { type: 'string', multiple: true },
  origin: { type: 'string', multiple: true },
  trouble: { type: 'string', multiple: true },
  'task-delay': { type: 'string' },
  'file-delay': { type: 'string' },
  dotenv: { type: 'string' },
  log: { type: 'string' },
  quiet: { type: 'boolean' },
  shell: { type: 'string' },
  wait: { type: 'string' },
  clock: { type: 'string' },
  'id-seed': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const optionsOf = {
  demo: ['dir'],
  emulator: [
    'port',
    'tls',
    'tls-port',
    'host',
    'control-token',
    'data',
    'seed',
    'key',
    'origin',
    'trouble',
    'task-delay',
    'file-delay',
    'clock',
    'id-seed',
    'dotenv',
    'log',
    'quiet',
  ],
  'emulator env': ['port', 'data', 'shell', 'wait'],
} as const satisfies Readonly<Record<string, readonly (keyof typeof options)[]>>;

/** What was given of the options, by their names. */
export type Values = ReturnType<typeof parsed>['values'];

/** What the user wrote: what is to be done, and the options of it. */
export interface CommandLine {
  readonly command: keyof typeof optionsOf | 'help' | 'version';
  readonly values: Values;
}

/**
 * Reads what stands behind the name of the command.
 *
 * @throws {@link UsageError} that says what is wrong with it.
 */
export const commandLine = (args: readonly string[], env: NodeJS.ProcessEnv): CommandLine => {
  const { values, positionals } = parsed(args);
  if (values.help) return { command: 'help', values };
  if (values.version) return { command: 'version', values };
  const [command, ...rest] = joined(positionals);
  if (command === undefined) {
    const [option] = Object.keys(values);
    throw option === undefined
      ? new UsageError(usage)
      : wrong(`a command is missing before --${option}: demo or emulator`);
  }
  if (!isKnown(command)) throw wrong(`there is no command '${command}', but demo and emulator`);
  const foreign = Object.keys(values).find((name) => !new Set<string>(optionsOf[command]).has(name));
  if (foreign !== undefined) throw wrong(`--${foreign} is no option of ${command}`);
  if (command === 'demo') refuseTakenByNpm(env, values.dir ?? rest[0]);
  if (rest.length > 0) throw wrong(`${command} takes options only, not '${rest.join(' ')}'`);
  if (values.dir?.trim() === '') throw wrong('--dir needs a folder');
  return { command, values: withToken(values, command, env) };
};

/** A command of two words is one. */
const joined = ([first, second, ...rest]: readonly string[]): readonly string[] =>
  first === 'emulator' && second === 'env'
    ? ['emulator env', ...rest]
    : [first, second, ...rest].filter((word) => word !== undefined);

const isKnown = (command: string): command is keyof typeof optionsOf => Object.hasOwn(optionsOf, command);

/** What other users may not see among the processes stands in the environment. */
const withToken = (values: Values, command: string, env: NodeJS.ProcessEnv): Values => {
  const token = values['control-token'] ?? env['RX_CONTEXT_SYNC_EMULATOR_TOKEN'];
  return command === 'emulator' && token !== undefined && token !== '' ? { ...values, 'control-token': token } : values;
};

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    // The first sentence says what is wrong; what Node advises then is seldom what was meant.
    const [first = ''] = (error as Error).message.split(/\.(?= |\n|$)/);
    throw wrong(first);
  }
};

/** Without `--` before them, npm takes options for its own, and the command is left with their values, or with nothing. */
const refuseTakenByNpm = (env: NodeJS.ProcessEnv, folder = 'PATH'): void => {
  const { npm_lifecycle_event: script, npm_package_name: name, npm_config_dir: taken } = env;
  if (script !== 'start' || name !== 'rx-context-sync' || taken === undefined) return;
  const dir = taken === '' || taken === 'true' ? folder : taken;
  throw new UsageError(`rx-context-sync: npm took --dir for an option of its own; write npm start -- --dir ${dir}`);
};

const wrong = (what: string): UsageError =>
  new UsageError(`rx-context-sync: ${what}\n\nrx-context-sync --help tells more.`);
