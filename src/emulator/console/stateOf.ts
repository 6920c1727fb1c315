import { isFinished } from '../../model/tasks/taskStatus.js';
import { version } from '../../model/version.js';
import type { ContextRecord } from '../contexts/ContextRecords.js';
import type { EmulatedService } from '../service/EmulatedService.js';
import type { SessionRecord } from '../sessions/SessionRecords.js';
import type { Scopes } from '../state/Scopes.js';
import { most, type ConsoleState, type ConsoleView, type MountRow, type Part } from './ConsoleState.js';
import { placeOf, type FilesOfPlaces } from './placeOf.js';
import type { RequestList } from './RequestList.js';
import { taskRows } from './taskRows.js';

/** What is shown. */
export interface Shown extends FilesOfPlaces {
  readonly service: EmulatedService;
  readonly scopes: Scopes;
  readonly actions: readonly string[];
  readonly requests: RequestList;
}

/** What a page shows that looks at this. */
export const stateOf = async (shown: Shown, view: ConsoleView): Promise<ConsoleState> => {
  const { service, scopes, actions, requests } = shown;
  const [sessions, contexts] = [service.sessions.all(), service.contexts.all()];
  const names = new Map(contexts.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? '';
  const mounts = sessions.flatMap((session) => mountRows(session, nameOf));
  const named = view.named.toLowerCase();
  const isNamed = (...texts: readonly string[]): boolean => texts.some((text) => text.toLowerCase().includes(named));
  const mountsOf = countedBy(mounts, ({ contextId }) => contextId);
  return {
    version,
    actions,
    all: {
      sessions: sessions.length,
      contexts: contexts.length,
      unfinished: sessions.reduce((sum, { tasks }) => sum + unfinishedOf(tasks), 0),
    },
    sessions: newestOf(
      sessions.filter(({ sessionId, imageId }) => isNamed(sessionId, imageId)),
      sessionRow,
    ),
    contexts: newestOf(
      contexts.filter(({ id, name }) => isNamed(id, name)),
      (context) => contextRow(context, mountsOf.get(context.id) ?? 0),
    ),
    place: await placeOf(shown, view, { sessions, contexts, mounts }),
    tasks: taskRows(
      sessions,
      (sessionId, { contextId }) =>
        view.session === '' ? view.context === '' || view.context === contextId : view.session === sessionId,
      nameOf,
    ),
    requests: requests.of(scopes.journal.entries.requests, view),
    troubles: scopes.faults.active,
  };
};

const newestOf = <T, R>(all: readonly T[], rowOf: (one: T) => R): Part<R> => ({
  total: all.length,
  shown: all.slice(-most.places).reverse().map(rowOf),
});

const countedBy = <T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
};

const mountRows = ({ sessionId, mounts }: SessionRecord, nameOf: (id: string) => string): readonly MountRow[] =>
  mounts.map(({ contextId, path }) => ({ sessionId, contextId, contextName: nameOf(contextId), path }));

const sessionRow = ({ sessionId: id, imageId, status, mounts, tasks }: SessionRecord) => ({
  id,
  imageId,
  status,
  mounts: mounts.length,
  unfinished: unfinishedOf(tasks),
});

const unfinishedOf = (tasks: SessionRecord['tasks']): number => tasks.filter((task) => !isFinished(task)).length;

const contextRow = ({ id, name, state }: ContextRecord, mounts: number) => ({ id, name, state, mounts });
