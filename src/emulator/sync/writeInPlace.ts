import type { ArchiveEntry } from '../files/archive.js';
import type { FolderCursor } from '../files/FolderCursor.js';
import { moveIntoPlace, setAttributes, withScratchFile, type ScratchFile } from '../files/scratchFile.js';
import { removeObstacle } from './obstacles.js';
import type { SyncRun } from './SyncRun.js';

/** Writes a file whose content is at hand: aside, and then it is moved to its place. */
export const writeInPlace = (
  run: SyncRun,
  targets: FolderCursor,
  file: string,
  { content, attributes }: ArchiveEntry,
): Promise<void> => {
  const place = async (aside: ScratchFile): Promise<void> => {
    await aside.handle.writeFile(content, { signal: run.signal });
    if (attributes !== undefined) setAttributes(aside, attributes);
    await removeObstacle(run, targets, file, 'file');
    const placed = await moveIntoPlace(aside, targets, file);
    if (placed !== undefined && run.source === 'session') run.onArrived(placed);
  };
  return withScratchFile(run.job.scratch, place, attributes && 0o600);
};
