import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { treeOf, unlessGone } from './copyTree.js';
import { isBelow } from './mountPolicy.js';

/** What is recycled, and when. */
export interface Recycling {
  readonly days: number;
  /** In the context. */
  readonly paths: readonly string[];
}

/** The files whose time has come. `now` is in Unix milliseconds. */
export const dueIn = async (folder: string, rules: readonly Recycling[], now: number): Promise<readonly string[]> => {
  if (rules.length === 0) return [];
  const due: string[] = [];
  for (const { file, isFolder } of await treeOf(folder)) {
    const days = rules.filter(({ paths }) => paths.some((below) => isBelow(file, below))).map((rule) => rule.days);
    if (isFolder || days.length === 0) continue;
    // It may be gone since it was listed.
    const found = await stat(path.join(folder, file)).catch(unlessGone);
    if (found !== undefined && found.mtimeMs < now - Math.min(...days) * 86_400_000) due.push(file);
  }
  return due;
};

/** Removes the files whose time has come. */
export const recycle = async (folder: string, rules: readonly Recycling[], now: number): Promise<void> => {
  for (const file of await dueIn(folder, rules, now)) await rm(path.join(folder, file), { force: true });
};
