import type { ContextSyncResult } from '../../index.js';
import { readTree, type FileTree } from '../files/fileTree.js';
import type { Side } from './report.js';
import { readSources, type Source } from './sources.js';

/** What is compared. */
export interface Compared {
  readonly sources: readonly Source[];
  readonly sides: readonly {
    readonly name: string;
    readonly folder: string;
    readonly result: ContextSyncResult | undefined;
  }[];
}

/** The files as they were given, and as they came to each side. */
export interface Comparison {
  readonly original: FileTree;
  readonly sides: readonly Side[];
}

/**
 * Reads the files as they were given, not a copy of them, and those of each side. `onRead` is told from time to time how many
 * were read.
 */
export const compare = async (
  { sources, sides }: Compared,
  signal: AbortSignal,
  onRead: (files: number) => void,
): Promise<Comparison> => {
  const original = await readSources(sources, signal, onRead);
  let before = original.size;
  const read: Side[] = [];
  for (const { name, folder, result } of sides) {
    const files = await readTree(folder, signal, (count) => {
      onRead(before + count);
    });
    before += files.size;
    read.push({ name, files, result });
  }
  return { original, sides: read };
};
