import type { ClearSnapshot } from '../../index.js';
import { notBlank } from '../options/notBlank.js';
import { numberIn } from '../options/values.js';
import type { Program } from '../options/Program.js';
import { ExitCode } from '../process/ExitCode.js';
import type { View } from '../progress/Job.js';
import { showProgress } from '../progress/showProgress.js';
import { waitLine } from '../progress/waitLine.js';
import { clientOf } from '../services/clientOf.js';
import { exitCodeOf, worstOf } from '../services/exitCodeOf.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { printable } from '../terminal/printable.js';

/** Adds `clear`. */
export const addClear = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('clear')
    .summary('DELETES all that contexts hold')
    .description('DELETES all that contexts hold, and waits until they are available again.')
    .argument('<context...>', 'their ids')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .option('--retry-interval <ms>', 'between polls (default: 2000)', numberIn)
    .option('--timeout <ms>', 'for the whole (default: 60000)', numberIn)
    .option('--request-timeout <ms>', 'for each request (default: 60000)', numberIn)
    .option('--settle-polls <n>', 'how long it may take to begin, each 2 s (default: 3)', numberIn)
    .option('--json', 'print each snapshot as a line of JSON')
    .action(
      act(async (contextIds, { json, retryInterval, timeout, requestTimeout, settlePolls, ...flags }) => {
        notBlank('the context', contextIds);
        const { context } = clientOf(flags);
        const options = { retryInterval, timeout, requestTimeout, settlePolls };
        const jobs = contextIds.map((contextId) => ({
          title: printable(contextId),
          snapshots: context.clear$(contextId, options),
        }));
        const ends = await showProgress(jobs, view, { json, signal, names: { contextId: 'the context' } });
        return worstOf(ends.map((end) => (end ? exitCodeOf({ ...end, state: undefined }) : ExitCode.unconfirmed)));
      }),
    );
};

const view: View<ClearSnapshot> = {
  line: (snapshot, width) => waitLine(snapshot, snapshot.state, width),
  news: ({ state, done, warning }) => [state, done, warning?._tag].join(' '),
  json: (snapshot, contextId) => ({ contextId, ...snapshot }),
};
