import { parseArgs } from 'node:util';
import { UsageError } from './UsageError.js';

export const usage = `Usage: rx-context-sync demo [--dir PATH]
       rx-context-sync emulator [--port N] [--data PATH] [--tls] [--key KEY]...
                                [--origin URL]... [--trouble NAME]...
                                [--allow-shell]

  demo       syncs the files of a folder through the embedded emulator, live
  emulator   runs a local AGB and AgentBay, and tells each request, and each
             task that ended

Options:
  --dir PATH       the folder to sync, which is only read (by default the
                   sources of this project)
  --port N         the port to listen on (by default a free one)
  --data PATH      the folder to keep everything in (by default one that is
                   removed at the end)
  --tls            speak https, with a certificate of its own
  --key KEY        an API key that is known; others are refused (by default
                   every key is known)
  --origin URL     web pages from there may use it, for example
                   http://localhost:5173 (by default none may)
  --trouble NAME   flaky-network, throttled or slow-service
  --allow-shell    let the tool "shell" of sessions run commands on THIS
                   machine, with your rights; nothing keeps them in the
                   folder of their session
  --help, -h       show this text
  --version        show the version

Exit codes of demo: 0 all files match, 1 they do not. Of both: 1 whatever else
went wrong, 2 wrong use or a folder that cannot be read or kept, 129 and more
what stopped it: 130 Ctrl-C, 141 nobody reads its output.`;

const options = {
  dir: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  tls: { type: 'boolean' },
  key: { type: 'string', multiple: true },
  origin: { type: 'string', multiple: true },
  trouble: { type: 'string', multiple: true },
  'allow-shell': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const optionsOf = {
  demo: ['dir'],
  emulator: ['port', 'data', 'tls', 'key', 'origin', 'trouble', 'allow-shell'],
} as const satisfies Readonly<Record<string, readonly (keyof typeof options)[]>>;

/** What the user wrote: what is to be done, and the options of it. */
export interface CommandLine {
  readonly command: keyof typeof optionsOf | 'help' | 'version';
  readonly values: ReturnType<typeof parsed>['values'];
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
  const [command, ...rest] = positionals;
  if (command === undefined) {
    const [option] = Object.keys(values);
    throw option === undefined
      ? new UsageError(usage)
      : wrong(`a command is missing before --${option}: ${known.join(' or ')}`);
  }
  if (!isKnown(command)) throw wrong(`there is no command '${command}', but ${known.join(' and ')}`);
  const foreign = Object.keys(values).find((name) => !new Set<string>(optionsOf[command]).has(name));
  if (foreign !== undefined) throw wrong(`--${foreign} is no option of ${command}`);
  if (command === 'demo') refuseTakenByNpm(env, values.dir ?? rest[0]);
  if (rest.length > 0) throw wrong(`${command} takes options only, not '${rest.join(' ')}'`);
  if (values.dir?.trim() === '') throw wrong('--dir needs a folder');
  return { command, values };
};

const known = Object.keys(optionsOf);

const isKnown = (command: string): command is keyof typeof optionsOf => Object.hasOwn(optionsOf, command);

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
