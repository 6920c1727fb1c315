import type { ContextRecord } from '../contexts/ContextRecords.js';
import type { EmulatedService } from '../service/EmulatedService.js';
import type { SessionRecord } from '../sessions/SessionRecords.js';
import { sessionRoot } from '../sessions/sessionTree.js';
import { most, type ConsoleState, type ConsoleView, type MountRow } from './ConsoleState.js';
import type { FolderView } from './FolderView.js';

/** All that can be chosen. */
export interface Places {
  readonly sessions: readonly SessionRecord[];
  readonly contexts: readonly ContextRecord[];
  readonly mounts: readonly MountRow[];
}

/** Where the files are. */
export interface FilesOfPlaces {
  readonly service: Pick<EmulatedService, 'contexts'>;
  readonly dataDir: string;
  readonly folders: FolderView;
}

/** What was chosen: a session, or a context, with the files of a folder in it. */
export const placeOf = async (
  { service, dataDir, folders }: FilesOfPlaces,
  view: ConsoleView,
  { sessions, contexts, mounts }: Places,
): Promise<ConsoleState['place']> => {
  const mountsOf = (isMeant: (mount: MountRow) => boolean) => {
    const all = mounts.filter(isMeant);
    return { total: all.length, shown: all.slice(0, most.mounts) };
  };
  if (view.session !== '') {
    const session = sessions.find(({ sessionId }) => sessionId === view.session);
    if (session === undefined) return 'gone';
    const { sessionId: id, imageId, status, labels } = session;
    return {
      kind: 'session',
      id,
      title: imageId,
      status,
      facts: Object.entries(labels),
      mounts: mountsOf(({ sessionId }) => sessionId === id),
      files: await folders.of(sessionRoot(dataDir, id), view.folder, view.page),
    };
  }
  if (view.context === '') return undefined;
  const context = contexts.find(({ id }) => id === view.context);
  if (context === undefined) return 'gone';
  const { id, name, state, createTime, lastUsedTime } = context;
  return {
    kind: 'context',
    id,
    title: name,
    status: state,
    facts: [
      ['created', createTime],
      ['last used', lastUsedTime],
    ],
    mounts: mountsOf(({ contextId }) => contextId === id),
    files: await folders.of(await service.contexts.sweptFolder(id), view.folder, view.page),
  };
};
