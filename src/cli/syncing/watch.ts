import { lastValueFrom, tap } from 'rxjs';
import type { ContextInfoResult } from '../../index.js';
import { numberIn } from '../options/values.js';
import type { Program } from '../options/Program.js';
import { ExitCode } from '../process/ExitCode.js';
import { untilAbort } from '../process/untilAbort.js';
import { complaint } from '../progress/complaint.js';
import { clientOf } from '../services/clientOf.js';
import { accepted } from '../services/inFlags.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { sessionIn } from '../services/sessionIn.js';
import { isLive } from '../terminal/terminal.js';
import { jsonOption, oneContextOption, requestTimeoutOption, taskTypeOption } from './syncOptions.js';
import { taskTable } from './taskTable.js';

/** Adds `watch`. */
export const addWatch = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('watch')
    .summary('shows its sync tasks as they change')
    .description('Shows the sync tasks of a session each time they change, until Ctrl-C.')
    .argument('<session>')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .addOption(oneContextOption())
    .addOption(taskTypeOption())
    .option('--interval <ms>', 'between readings (default: 5000)', numberIn)
    .addOption(requestTimeoutOption())
    .addOption(jsonOption('print each change as a line of JSON'))
    .action(
      act(async (sessionId, { json, context, taskType, interval, requestTimeout, ...flags }) => {
        const { context: manager } = sessionIn(clientOf(flags), sessionId);
        const show = json ? showJson : isLive() ? await rewriting() : showLines;
        const told = manager.watch$({ ...context, taskType }, { interval, requestTimeout }).pipe(
          untilAbort(signal),
          tap((result) => {
            show(accepted(result));
          }),
        );
        const last = await lastValueFrom(told, { defaultValue: undefined });
        if (last !== undefined && !last.success && !json && !signal.aborted)
          console.error(`rx-context-sync: ${complaint(last)}`);
        // It ends by itself only where it cannot go on.
        return ExitCode.failed;
      }),
    );
};

type Show = (result: ContextInfoResult) => void;

const showJson: Show = (result) => {
  console.log(JSON.stringify(result));
};

const linesOf = (result: ContextInfoResult): readonly string[] => [
  new Date().toLocaleTimeString('en-GB'),
  ...taskTable(result.contextStatusData),
  ...(result.success ? [] : [`out of date: ${complaint(result)}`]),
];

const showLines: Show = (result) => {
  console.log(`${linesOf(result).join('\n')}\n`);
};

/** Rewrites what it has shown. What does it takes as long to load as all of the command: no other one waits for it. */
const rewriting = async (): Promise<Show> => {
  const { createLogUpdate } = await import('log-update');
  const write = createLogUpdate(process.stdout);
  return (result) => {
    write(linesOf(result).join('\n'));
  };
};
