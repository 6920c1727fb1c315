import { contextSync, type AgentBaySession, type BindSnapshot } from '../../index.js';
import { contextsAt, type ContextAt } from '../options/contextAt.js';
import { numberIn } from '../options/values.js';
import type { Program } from '../options/Program.js';
import { ExitCode } from '../process/ExitCode.js';
import { UsageError } from '../process/UsageError.js';
import type { View } from '../progress/Job.js';
import { showProgress, type ShowOptions } from '../progress/showProgress.js';
import { waitLine } from '../progress/waitLine.js';
import { agentBayOf } from '../services/clientOf.js';
import { exitCodeOf } from '../services/exitCodeOf.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { sessionIn } from '../services/sessionIn.js';
import { printable } from '../terminal/printable.js';
import { showBindings } from './showBindings.js';

/** Adds `bind`. */
export const addBind = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('bind')
    .summary('mounts contexts in it, or lists them (AgentBay)')
    .description('Mounts contexts in a session of AgentBay that runs; without any, lists its own.')
    .argument('<session>')
    .argument('[context...]', 'ID:PATH, a context and where to mount it', contextsAt)
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .option('--retry-interval <ms>', 'between polls (default: 2000)', numberIn)
    .option('--timeout <ms>', 'for the whole (default: 120000)', numberIn)
    .option('--request-timeout <ms>', 'for each request (default: 60000)', numberIn)
    .option('--json', 'print each snapshot, or context, as a line of JSON')
    .action(
      act((sessionId, contexts, { json, service, endpoint, allowInsecure, ...waiting }) => {
        if (service === 'agb') throw new UsageError('rx-context-sync: --service must be agentbay: AGB cannot bind');
        const session = sessionIn(agentBayOf({ endpoint, allowInsecure }), sessionId);
        const show = { json, signal };
        return contexts.length === 0 ? showBindings(session, show) : bindAll(session, contexts, waiting, show);
      }),
    );
};

interface Waiting {
  readonly retryInterval?: number | undefined;
  readonly timeout?: number | undefined;
  readonly requestTimeout?: number | undefined;
}

const bindAll = async (
  session: AgentBaySession,
  contexts: readonly ContextAt[],
  waiting: Waiting,
  show: ShowOptions,
): Promise<ExitCode> => {
  const mounts = contexts.map(({ contextId, path }) => contextSync(contextId, path));
  const title = `${printable(session.sessionId)} ${mounts.map(({ path }) => printable(path)).join(' ')}`;
  const jobs = [{ title, snapshots: session.context.bind$(mounts, waiting) }];
  const [end] = await showProgress(jobs, view, show);
  return end ? exitCodeOf(end) : ExitCode.unconfirmed;
};

const view: View<BindSnapshot> = {
  line: (snapshot, width) => {
    const { length } = snapshot.missing;
    return waitLine(snapshot, length === 0 ? 'bound' : `${length} not listed yet`, width);
  },
  news: ({ missing, done, warning }) => [missing.length, done, warning?._tag].join(' '),
  json: (snapshot) => snapshot,
};
