import type { Program } from '../options/Program.js';
import { complaint } from '../progress/complaint.js';
import { clientOf } from '../services/clientOf.js';
import { exitCodeOf } from '../services/exitCodeOf.js';
import { accepted } from '../services/inFlags.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { sessionIn } from '../services/sessionIn.js';
import { jsonOption, oneContextOption, requestTimeoutOption, taskTypeOption } from './syncOptions.js';
import { taskTable } from './taskTable.js';

/** Adds `info`. */
export const addInfo = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('info')
    .summary('reads the status of its sync tasks once')
    .description('Reads once which sync tasks a session has, and how they are.')
    .argument('<session>')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .addOption(oneContextOption())
    .addOption(taskTypeOption())
    .addOption(requestTimeoutOption())
    .addOption(jsonOption('print the result as a line of JSON'))
    .action(
      act(async (sessionId, { json, context, taskType, requestTimeout, ...flags }) => {
        const { context: manager } = sessionIn(clientOf(flags), sessionId);
        const result = accepted(await manager.info({ ...context, taskType, requestTimeout, signal }));
        if (json) console.log(JSON.stringify(result));
        else if (result.success) console.log(taskTable(result.contextStatusData).join('\n'));
        else console.error(`rx-context-sync: ${complaint(result)}`);
        return result.success ? exitCodeOf(result) : exitCodeOf({ ...result, state: 'failed' });
      }),
    );
};
