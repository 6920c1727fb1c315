import { lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { FolderCursor } from '../files/FolderCursor.js';
import { OpenFolder } from '../files/OpenFolder.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { errorReason } from './FileErrors.js';
import type { SyncJob } from './SyncJob.js';

/** The folders that a task copies between, held open. */
export interface OpenSides {
  /** Undefined where the context has nothing to be downloaded. */
  readonly from: OpenFolder | undefined;
  readonly to: OpenFolder;
  /** Rejects where one of them is not at its place any more. */
  readonly verify: () => Promise<void>;
  readonly close: () => Promise<void>;
}

type Sides = Pick<SyncJob, 'taskType' | 'root' | 'sessionDir' | 'contextDir'>;

/** Opens the folder of a mount, to which no link may lead from the root of the session, and that of its context. */
export const openSides = async ({ taskType, root: rootDir, sessionDir, contextDir }: Sides): Promise<OpenSides> => {
  const root = await OpenFolder.open(rootDir).catch(unlessMissing);
  if (root === undefined) throw gone('mount');
  const folders = new FolderCursor(root);
  let context: OpenFolder | undefined;
  const close = async (): Promise<void> => {
    await context?.close();
    await folders.close();
    await root.close();
  };
  try {
    const at = path.relative(rootDir, sessionDir).split(path.sep).join('/');
    const mount = await folders.find(at).catch((error: unknown) => refuseFile(error, 'mount'));
    if (mount === undefined) throw gone('mount');
    if (taskType === 'upload') await mkdir(contextDir, { recursive: true }).catch(refuseContext);
    const kept = (context = await OpenFolder.open(contextDir).catch(unlessAbsent).catch(refuseContext));
    const verify = async (): Promise<void> => {
      await refuseMoved(sessionDir, mount, 'mount');
      if (kept !== undefined) await refuseMoved(contextDir, kept, 'context');
    };
    if (taskType === 'download') return { from: kept, to: mount, verify, close };
    if (kept === undefined) throw gone('context');
    return { from: mount, to: kept, verify, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** What people are told of the two. */
type Folder = 'mount' | 'context';

const gone = (folder: Folder): Error => new Error(`The folder of the ${folder} is gone.`);

const refuseFile = (error: unknown, folder: Folder): never => {
  if (hasCode(error, 'ENOTDIR', 'EEXIST')) throw new Error(`What is at the path of the ${folder} is no folder.`);
  if (error instanceof ServiceRefusal) throw error;
  throw new Error(`The folder of the ${folder} cannot be opened: ${errorReason(error)}`);
};

const refuseContext = (error: unknown): never => refuseFile(error, 'context');

const refuseMoved = async (place: string, { stats }: OpenFolder, folder: Folder): Promise<void> => {
  const found = await lstat(place, { bigint: true }).catch(unlessMissing);
  if (found?.ino !== stats.ino || found.dev !== stats.dev) throw gone(folder);
};

const unlessAbsent = (error: unknown): undefined => {
  if (!hasCode(error, 'ENOENT')) throw error;
};

const unlessMissing = (error: unknown): undefined => {
  if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
};

const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '');
