import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { treeOf, unlessGone } from './copyTree.js';
import { isBelow } from './mountPolicy.js';

/** What is recycled, and when. */
export interface Recycling {
  readonly days: number;
  readonly paths: readonly string[];
}

/** Removes the files whose time has come. `now` is in Unix milliseconds. */
export const recycle = async (folder: string, { days, paths }: Recycling, now: number): Promise<void> => {
  const oldest = now - days * 86_400_000;
  for (const { file, isFolder } of await treeOf(folder)) {
    if (isFolder || !paths.some((below) => isBelow(file, below))) continue;
    // It may be gone since it was listed.
    const found = await stat(path.join(folder, file)).catch(unlessGone);
    if (found !== undefined && found.mtimeMs < oldest) await rm(path.join(folder, file), { force: true });
  }
};
