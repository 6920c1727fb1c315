import type { SyncStartResult } from '../../index.js';
import type { Program } from '../options/Program.js';
import type { ExitCode } from '../process/ExitCode.js';
import { complaint } from '../progress/complaint.js';
import { clientOf } from '../services/clientOf.js';
import { exitCodeOf, worstOf } from '../services/exitCodeOf.js';
import { accepted } from '../services/inFlags.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { handleFile } from './handleFile.js';
import {
  contextOption,
  handleOption,
  jsonOption,
  maxRetriesOption,
  modeOption,
  noBaselineOption,
  requestTimeoutOption,
  retryIntervalOption,
  timeoutOption,
} from './syncOptions.js';
import { targetsOf } from './targets.js';

/** Adds `start`. */
export const addStart = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('start')
    .summary('triggers syncs, and prints what follows them')
    .description('Triggers the sync of sessions, and prints the handle of each, which follow takes.')
    .argument('<session...>')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .addOption(contextOption())
    .addOption(modeOption())
    .addOption(retryIntervalOption())
    .addOption(maxRetriesOption())
    .addOption(timeoutOption('285000'))
    .addOption(requestTimeoutOption())
    .addOption(noBaselineOption())
    .addOption(handleOption('keep the handles in it, too'))
    .addOption(jsonOption('print each result as a line of JSON'))
    .action(
      act(async (sessions, { json, handle: file, retryInterval, maxRetries, timeout, requestTimeout, ...flags }) => {
        const targets = targetsOf(clientOf(flags), sessions, flags);
        const keep = file === undefined ? undefined : handleFile(file);
        const limits = { retryInterval, maxRetries, timeout, requestTimeout };
        const results = await Promise.all(
          targets.map(async ({ title, manager, options }) => {
            const result = accepted(await manager.start({ ...options, ...limits, signal }));
            tell(title, result, json);
            return result;
          }),
        );
        keep?.(results.filter(isWorthFollowing).map(({ handle }) => handle));
        return worstOf(results.map((result): ExitCode => exitCodeOf(result)));
      }),
    );
};

const tell = (title: string, result: SyncStartResult, json: boolean | undefined): void => {
  if (json) console.log(JSON.stringify(result));
  else if (isWorthFollowing(result)) console.log(JSON.stringify(result.handle));
  if (!json && !result.success) console.error(`rx-context-sync: ${title}: ${complaint(result)}`);
};

/** What was refused has no end to come. */
const isWorthFollowing = ({ state }: SyncStartResult): boolean => state !== 'failed';
