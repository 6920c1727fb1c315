import { map } from 'rxjs';
import type { DeleteResult } from '../../index.js';
import { numberIn } from '../options/values.js';
import type { Program } from '../options/Program.js';
import { ExitCode } from '../process/ExitCode.js';
import type { View } from '../progress/Job.js';
import { showProgress } from '../progress/showProgress.js';
import { clientOf } from '../services/clientOf.js';
import { exitCodeOf, worstOf } from '../services/exitCodeOf.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { sessionIn } from '../services/sessionIn.js';
import { printable } from '../terminal/printable.js';

/** Adds `delete`. */
export const addDelete = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('delete')
    .summary('deletes them; with --sync, only when synced')
    .description('Deletes sessions, and waits until they are gone.')
    .argument('<session...>')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .option('--sync', 'sync all contexts first, and keep it where that is not confirmed')
    .option('--even-if-unsynced', 'delete it where the sync is not confirmed, too')
    .option('--retry-interval <ms>', 'between polls (default: 1000)', numberIn)
    .option('--timeout <ms>', 'for its end (default: 300000)', numberIn)
    .option('--request-timeout <ms>', 'for each request (default: 60000)', numberIn)
    .option('--json', 'print each result as a line of JSON')
    .action(
      act(async (sessionIds, { json, sync, evenIfUnsynced, retryInterval, timeout, requestTimeout, ...flags }) => {
        const client = clientOf(flags);
        const options = { syncContext: sync, evenIfUnsynced, retryInterval, timeout, requestTimeout };
        const jobs = sessionIds.map((sessionId) => ({
          title: printable(sessionId),
          snapshots: sessionIn(client, sessionId)
            .delete$(options)
            .pipe(map((result) => ({ ...result, done: true }))),
        }));
        const ends = await showProgress(jobs, view, { json, signal });
        return worstOf(ends.map((end) => (end ? exitCodeOf(end) : ExitCode.unconfirmed)));
      }),
    );
};

const view: View<DeleteResult & { readonly done: boolean }> = {
  line: ({ state }) => state,
  news: ({ state }) => state,
  json: ({ done: _, ...result }, sessionId) => ({ sessionId, ...result }),
};
