import { lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { errorReason } from './FileErrors.js';
import { FolderCursor } from '../files/FolderCursor.js';
import { OpenFolder } from '../files/OpenFolder.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { SyncJob } from './runTask.js';

/** The folders that a task copies between, held open. */
export interface OpenSides {
  /** Undefined where the context has nothing to be downloaded. */
  readonly from: OpenFolder | undefined;
  readonly to: OpenFolder;
  /** Rejects where one of them is not at its place any more. */
  readonly verify: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the folder of a mount, to which no link may lead from the root of the session, and that of its context. */
export const openSides = async (order: Pick<SyncJob, 'taskType' | 'root' | 'here' | 'there'>): Promise<OpenSides> => {
  const root = await OpenFolder.open(order.root).catch(unlessMissing);
  if (root === undefined) throw gone('mount');
  const folders = new FolderCursor(root);
  let there: OpenFolder | undefined;
  const close = async (): Promise<void> => {
    await there?.close();
    await folders.close();
    await root.close();
  };
  try {
    const at = path.relative(order.root, order.here).split(path.sep).join('/');
    const here = await folders.find(at).catch((error: unknown) => refuseFile(error, 'mount'));
    if (here === undefined) throw gone('mount');
    const kept = (there = await openKept(order).catch((error: unknown) => refuseFile(error, 'context')));
    const verify = async (): Promise<void> => {
      await refuseMoved(order.here, here, 'mount');
      if (kept !== undefined) await refuseMoved(order.there, kept, 'context');
    };
    if (order.taskType === 'download') return { from: kept, to: here, verify, close };
    if (kept === undefined) throw gone('context');
    return { from: here, to: kept, verify, close };
  } catch (error) {
    await close();
    throw error;
  }
};

const openKept = async ({ taskType, there }: Pick<SyncJob, 'taskType' | 'there'>): Promise<OpenFolder | undefined> => {
  if (taskType === 'upload') await mkdir(there, { recursive: true });
  return OpenFolder.open(there).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  });
};

type Side = 'mount' | 'context';

const gone = (side: Side): Error => new Error(`The folder of the ${side} is gone.`);

const refuseFile = (error: unknown, side: Side): never => {
  if (['ENOTDIR', 'EEXIST'].includes(codeOf(error)))
    throw new Error(`What is at the path of the ${side} is no folder.`);
  throw error instanceof ServiceRefusal
    ? error
    : new Error(`The folder of the ${side} cannot be opened: ${errorReason(error)}`);
};

const refuseMoved = async (place: string, { stats }: OpenFolder, side: Side): Promise<void> => {
  const found = await lstat(place, { bigint: true }).catch(unlessMissing);
  if (found?.ino !== stats.ino || found.dev !== stats.dev) throw gone(side);
};

const unlessMissing = (error: unknown): undefined => {
  if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error))) throw error;
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
