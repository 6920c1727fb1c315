import { Option } from '@commander-js/extra-typings';
import type { Program } from '../options/Program.js';
import { each, numberIn } from '../options/values.js';
import { ExitCode } from '../process/ExitCode.js';
import { emulator } from './emulator.js';
import { emulatorEnv } from './emulatorEnv.js';

/** Adds `emulator`, and `emulator env`. What not everybody needs is told by `--help-all`, for one screen has no room for it. */
export const addEmulator = ({ program, ending, act }: Program): void => {
  const command = program
    .command('emulator')
    .usage('[options]')
    .summary('runs a local AGB and AgentBay')
    .description(
      'Runs a local AGB and AgentBay until Ctrl-C. stdout has what clients need in their environment, ' +
        'stderr each request and each task that ended.',
    )
    .option('--port <n>', 'the port to listen on (default: a free one)', numberIn)
    .option('--tls', 'speak https too, with a certificate of its own')
    .addOption(rare('--tls-port <n>', 'the port for it (default: a free one)').argParser(numberIn))
    .addOption(rare('--host <host>', 'the address to listen at (default: 127.0.0.1)'))
    .addOption(
      rare('--control-token <token>', 'what other machines need for /_emulator/ (default: $' + tokenVariable + ')'),
    )
    .option('--data <path>', 'where it keeps all (default: one that is removed)')
    .addOption(rare('--import <file>', 'begin with what an emulator exported'))
    .option('--seed <folder>', 'make a context of each folder in it, for each key')
    .option('--key <key>', 'an API key that is known* (default: every key)', each)
    .option('--origin <url>', 'web pages from there may use it* (default: none)', each)
    .option('--trouble <name>', 'flaky-network, throttled or slow-service*', each)
    .addOption(rare('--allow-shell', 'let sessions run commands on THIS machine, as you'))
    .option('--task-delay <ms>', 'how long a task waits before it runs (default: 0)', numberIn)
    .option('--file-delay <ms>', 'how long it waits after each file (default: 0)', numberIn)
    .addOption(rare('--no-console', 'no page to look at it; with --quiet there is none'))
    .addOption(rare('--clock <time>', 'let it be this time all along (default: now)'))
    .addOption(rare('--id-seed <n>', 'the same ids in each run; nothing is secret then').argParser(numberIn))
    .option('--dotenv <file>', 'keep the environment in it, while it runs')
    .addOption(rare('--log <format>', 'text (default), or json: an object a line'))
    .option('--quiet', 'say the environment, and what goes wrong')
    .option('--help-all', 'show all options; * can be given more than once')
    .on('option:help-all', () => {
      for (const option of command.options) option.hidden = false;
      command.help();
    })
    .action(
      act(async (given) => {
        await emulator({ ...given, controlToken: given.controlToken ?? tokenInEnvironment() }, ending);
        return ExitCode.succeeded;
      }),
    );

  command
    .command('env')
    .description(
      'Prints what clients need in their environment to use the emulator that runs:\neval "$(rx-context-sync emulator env)"',
    )
    .summary('prints the environment of the one that runs, for eval')
    .option('--port <n>', 'that of the emulator, where several run')
    .option('--data <path>', 'that of the emulator, where several run')
    .option('--shell <name>', 'bash (default; for sh and zsh, too), fish or dotenv')
    .option('--wait <seconds>', 'how long it may take to start (default: 0)')
    .action(
      act(async (_, own) => {
        // The emulator has two of these options, too, and takes them wherever they stand.
        await emulatorEnv(own.optsWithGlobals(), ending.signal);
        return ExitCode.succeeded;
      }),
    );
};

/** What other users may not see among the processes stands in the environment. */
const tokenVariable = 'RX_CONTEXT_SYNC_EMULATOR_TOKEN';

const tokenInEnvironment = (): string | undefined => process.env[tokenVariable] || undefined;

const rare = <Flags extends string>(flags: Flags, description: string): Option<Flags> =>
  new Option(flags, description).hideHelp();
