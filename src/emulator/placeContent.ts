import type { Packed } from './archive.js';
import type { FoldersBelow } from './FoldersBelow.js';
import { makeWay } from './makeWay.js';
import type { RunningTask } from './runTask.js';
import { dress, moveTo, writeAside } from './writeAside.js';

/** Writes a file of a task: aside, and then it is moved to its place. */
export const placeContent = async (
  run: RunningTask,
  targets: FoldersBelow,
  file: string,
  { content, facts }: Packed,
): Promise<void> =>
  writeAside(run.order.scratch, async (aside) => {
    await aside.handle.writeFile(content, { signal: run.look.signal });
    if (facts !== undefined) await dress(aside, facts);
    await makeWay(run, targets, file, 'file');
    const placed = await moveTo(aside, targets, file);
    if (placed !== undefined && run.source === 'here') run.arrived(placed);
  });
