import type { FolderCursor } from '../files/FolderCursor.js';
import { moveIntoPlace, setAttributes, withScratchFile, type ScratchFile } from '../files/scratchFile.js';
import type { FileAttributes } from '../files/zipAttributes.js';
import { removeObstacle } from './obstacles.js';
import type { SyncRun } from './SyncRun.js';

/** A file that is to be written. */
export interface FileToWrite {
  readonly write: (aside: ScratchFile) => Promise<void>;
  readonly attributes?: FileAttributes | undefined;
}

/** Writes a file: aside, and then it is moved to its place. */
export const writeInPlace = (
  run: SyncRun,
  targets: FolderCursor,
  file: string,
  { write, attributes }: FileToWrite,
): Promise<void> => {
  const place = async (aside: ScratchFile): Promise<void> => {
    await write(aside);
    if (attributes !== undefined) setAttributes(aside, attributes);
    await removeObstacle(run, targets, file, 'file');
    const placed = await moveIntoPlace(aside, targets, file);
    if (placed !== undefined && run.source === 'session') run.onArrived(placed);
  };
  return withScratchFile(run.job.scratch, place, attributes && 0o600);
};
