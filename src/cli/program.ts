import { readFileSync } from 'node:fs';
import tab from '@bomb.sh/tab/commander';
import { Command, CommanderError, type Argument, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { addClear } from './contexts/clear.js';
import { addContexts } from './contexts/contexts.js';
import { addFiles } from './contexts/files.js';
import { addPull } from './contexts/pull.js';
import { addPush } from './contexts/push.js';
import { addDemo } from './demo/demoCommand.js';
import { refuseTakenByNpm } from './demo/npmStart.js';
import { addEmulator } from './emulator/emulatorCommand.js';
import { addRecording } from './emulator/recordingCommands.js';
import type { Program } from './options/Program.js';
import type { Ending } from './process/ending.js';
import { ExitCode } from './process/ExitCode.js';
import { addBind } from './sessions/bind.js';
import { addDelete } from './sessions/delete.js';
import { addSessions } from './sessions/sessions.js';
import { addFollow } from './syncing/follow.js';
import { addInfo } from './syncing/info.js';
import { addStart } from './syncing/start.js';
import { addSync } from './syncing/sync.js';
import { addWatch } from './syncing/watch.js';

const exitCodes = '\nExit codes: 0 succeeded, 1 failed, 2 wrong use, 3 unconfirmed, 130 Ctrl-C.';

const ofServices = [
  addSync,
  addFollow,
  addStart,
  addInfo,
  addWatch,
  addSessions,
  addBind,
  addDelete,
  addContexts,
  addFiles,
  addPush,
  addPull,
  addClear,
];

const ofThisMachine = [addDemo, addEmulator, addRecording];

/** Does what the user wrote behind the name of the command. */
export const run = async (args: readonly string[], ending: Ending): Promise<ExitCode> => {
  let code: ExitCode = ExitCode.succeeded;
  const act: Program['act'] =
    (action) =>
    async (...given) => {
      code = await action(...given);
    };
  const program = newProgram();
  const to: Program = { program, ending, act };
  program.commandsGroup('With AGB or AgentBay; keys in the environment, AGB_API_KEY or AGENTBAY_API_KEY:');
  for (const add of ofServices) add(to);
  for (const command of program.commands) command.addHelpText('after', exitCodes);
  program.commandsGroup('On this machine, without an account:');
  for (const add of ofThisMachine) add(to);
  pointToHelp(program);
  showOverview(program);
  addCompletion(program);
  if (args[0] === 'demo') refuseTakenByNpm(process.env, args.slice(1));
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // It has said already what is wrong, or what was asked for.
    return error.exitCode === 0 ? ExitCode.succeeded : ExitCode.wrongUse;
  }
  return code;
};

const newProgram = (): Command =>
  new Command('rx-context-sync')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'rx-context-sync: '));
      },
    })
    // What is said of an option says its default, too.
    .configureHelp({ optionDescription: ({ description }) => description })
    .helpCommand(false)
    .helpOption('-h, --help', 'show this')
    .version(version(), '--version', 'show the version');

const version = (): string => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
};

/** All commands on one screen: each tells its own options. */
const showOverview = (program: Command): void => {
  program.usage('<command> [options] | --version').configureHelp({
    visibleOptions: () => [],
    subcommandTerm: (command) => [command.name(), ...command.registeredArguments.slice(0, 2).map(termOf)].join(' '),
    argumentDescription: ({ description }) => description,
  });
};

const termOf = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
};

/** Each command says where its options are told. */
const pointToHelp = (command: CommandUnknownOpts, before = ''): void => {
  const name = `${before}${command.name()}`;
  command.showHelpAfterError(`\n${name} --help tells more.`);
  for (const inner of command.commands) pointToHelp(inner, `${name} `);
};

/** Adds `complete`, which prints what a shell runs to complete words. */
const addCompletion = (program: Command): void => {
  tab(program as unknown as Parameters<typeof tab>[0]);
  const added = program.commands.find((command) => command.name() === 'complete');
  added
    ?.summary('prints a script that completes words in a shell')
    .description('Prints a script that completes words in a shell: source <(rx-context-sync complete bash)');
};
