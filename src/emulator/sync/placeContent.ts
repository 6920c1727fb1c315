import type { Packed } from '../files/archive.js';
import type { FoldersBelow } from '../files/FolderCursor.js';
import { makeWay } from './makeWay.js';
import type { RunningTask } from './runTask.js';
import { dress, moveTo, writeAside, type OpenAside } from '../files/scratchFile.js';

/** Writes a file of a task: aside, and then it is moved to its place. */
export const placeContent = (
  run: RunningTask,
  targets: FoldersBelow,
  file: string,
  { content, facts }: Packed,
): Promise<void> => {
  const place = async (aside: OpenAside): Promise<void> => {
    await aside.handle.writeFile(content, { signal: run.look.signal });
    if (facts !== undefined) dress(aside, facts);
    await makeWay(run, targets, file, 'file');
    const placed = await moveTo(aside, targets, file);
    if (placed !== undefined && run.source === 'here') run.arrived(placed);
  };
  return writeAside(run.order.scratch, place, facts && 0o600);
};
