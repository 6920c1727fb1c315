import type { Program } from '../options/Program.js';
import { ExitCode } from '../process/ExitCode.js';
import { UsageError } from '../process/UsageError.js';
import { demo } from './demo.js';
import { demoWeb } from './demoWeb.js';

/** Adds `demo`. */
export const addDemo = ({ program, ending, act }: Program): void => {
  program
    .command('demo')
    .summary('syncs a folder on the embedded emulator, live')
    .description('Syncs the files of a folder through the embedded emulator, live.')
    .option('--dir <path>', 'the folder, which is only read (default: sources of this project)')
    .option('--web', 'show it in a page, again and again, until Ctrl-C')
    .addHelpText('after', '\nExit codes: 0 all files match, 1 they do not, 2 wrong use, 130 Ctrl-C.')
    .action(
      act(async ({ dir, web }) => {
        if (dir?.trim() === '') throw new UsageError('rx-context-sync: --dir needs a folder');
        const show = web === true ? demoWeb : demo;
        return (await show({ dir, ending })) ? ExitCode.succeeded : ExitCode.failed;
      }),
    );
};
