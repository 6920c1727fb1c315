import { parseArgs } from 'node:util';
import { usage } from './usage.js';
import { UsageError } from './UsageError.js';

const options = {
  dir: { type: 'string' },
  web: { type: 'boolean' },
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
  import: { type: 'string' },
  endpoint: { type: 'string' },
  file: { type: 'string' },
  'allow-shell': { type: 'boolean' },
  'no-console': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const optionsOf = {
  demo: ['dir', 'web'],
  emulator: [
    'port',
    'tls',
    'tls-port',
    'host',
    'control-token',
    'data',
    'import',
    'seed',
    'key',
    'origin',
    'trouble',
    'allow-shell',
    'no-console',
    'task-delay',
    'file-delay',
    'clock',
    'id-seed',
    'dotenv',
    'log',
    'quiet',
  ],
  'emulator env': ['port', 'data', 'shell', 'wait'],
  record: ['endpoint', 'file', 'port'],
  replay: ['file', 'port'],
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
      : wrong(`a command is missing before --${option}: ${listed(known, 'disjunction')}`);
  }
  if (!isKnown(command)) throw wrong(`there is no command '${command}', but ${listed(known, 'conjunction')}`);
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

/** The first words of commands. */
const known = Object.keys(optionsOf).filter((name) => !name.includes(' '));

const listed = (names: readonly string[], type: Intl.ListFormatType): string =>
  new Intl.ListFormat('en', { type }).format(names);

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
  const { npm_lifecycle_event: script, npm_package_name: name, npm_config_dir: taken, npm_config_web: web } = env;
  if (script !== 'start' || name !== 'rx-context-sync') return;
  if (web !== undefined)
    throw new UsageError('rx-context-sync: npm took --web for an option of its own; write npm start -- --web');
  if (taken === undefined) return;
  const dir = taken === '' || taken === 'true' ? folder : taken;
  throw new UsageError(`rx-context-sync: npm took --dir for an option of its own; write npm start -- --dir ${dir}`);
};

const wrong = (what: string): UsageError =>
  new UsageError(`rx-context-sync: ${what}\n\nrx-context-sync --help tells more.`);
