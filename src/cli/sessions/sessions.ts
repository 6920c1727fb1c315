import { concatMap, from, map, type Observable } from 'rxjs';
import type { AGB, AgentBay, ContextError } from '../../index.js';
import { labelsOf } from '../options/values.js';
import type { Program } from '../options/Program.js';
import { clientOf } from '../services/clientOf.js';
import { endpointOption, insecureOption, serviceOption } from '../services/serviceOptions.js';
import { sessionIn } from '../services/sessionIn.js';
import { showEntries, type EntryView } from '../services/showEntries.js';

/** Adds `sessions`. */
export const addSessions = ({ program, ending: { signal }, act }: Program): void => {
  program
    .command('sessions')
    .summary('lists sessions, or tells how some are')
    .description('Lists the sessions of the account, or tells how some of them are.')
    .argument('[session...]')
    .addOption(serviceOption())
    .addOption(endpointOption())
    .addOption(insecureOption())
    .option('--label <name=value>', 'only those with it (more than once: with all)', labelsOf)
    .option('--json', 'print each session as a line of JSON')
    .action(
      act((sessionIds, { json, label: labels, ...flags }) => {
        const client = clientOf(flags);
        const entries = sessionIds.length === 0 ? listed(client, labels) : looked(client, sessionIds);
        return showEntries(entries, view, { json, signal });
      }),
    );
};

type Entry =
  | { readonly success: true; readonly errorMessage: ''; readonly sessionId: string; readonly status: string }
  | { readonly success: false; readonly errorMessage: string; readonly error: ContextError };

const listed = (client: AGB | AgentBay, labels: Readonly<Record<string, string>> | undefined): Observable<Entry> =>
  client
    .list$({ labels, maxResults: 50 })
    .pipe(
      map((result): Entry =>
        result.success
          ? { success: true, errorMessage: '', sessionId: result.session.sessionId, status: result.status }
          : result,
      ),
    );

const looked = (client: AGB | AgentBay, sessionIds: readonly string[]): Observable<Entry> =>
  from(sessionIds.map((sessionId) => sessionIn(client, sessionId))).pipe(
    concatMap(({ sessionId, info$ }) =>
      info$().pipe(
        map((result): Entry =>
          result.success ? { success: true, errorMessage: '', sessionId, status: result.status } : result,
        ),
      ),
    ),
  );

const view: EntryView<Entry> = {
  header: ['id', 'status'],
  cells: ({ sessionId, status }) => [sessionId, status],
  json: ({ sessionId, status }) => ({ sessionId, status }),
  names: { labels: '--label' },
};
