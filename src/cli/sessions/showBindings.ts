import { concatMap, of, type Observable } from 'rxjs';
import type { AgentBaySession, Binding, ContextError } from '../../index.js';
import type { ExitCode } from '../process/ExitCode.js';
import { showEntries, type EntryView } from '../services/showEntries.js';

type Entry =
  | { readonly success: true; readonly errorMessage: ''; readonly binding: Binding }
  | { readonly success: false; readonly errorMessage: string; readonly error: ContextError };

/** Lists what a session has mounted. */
export const showBindings = (
  { context }: AgentBaySession,
  show: { readonly json: boolean | undefined; readonly signal: AbortSignal },
): Promise<ExitCode> => {
  const entries: Observable<Entry> = context
    .listBindings$()
    .pipe(
      concatMap((result): readonly Entry[] | Observable<Entry> =>
        result.success ? result.bindings.map((binding) => ({ success: true, errorMessage: '', binding })) : of(result),
      ),
    );
  return showEntries(entries, view, show);
};

const view: EntryView<Entry> = {
  header: ['context', 'name', 'path', 'since'],
  cells: ({ binding: { contextId, contextName, path, bindTime } }) => [contextId, contextName, path, bindTime],
  json: ({ binding }) => binding,
};
