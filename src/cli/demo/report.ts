import type { ContextSyncResult } from '../../index.js';
import type { FileTree } from '../files/fileTree.js';
import { aligned } from '../terminal/aligned.js';

/** One end of the comparison: the files there, and the sync that brought them on their way. */
export interface Side {
  readonly name: string;
  readonly files: FileTree;
  readonly result: ContextSyncResult | undefined;
}

/** The relative paths at which two file trees differ. */
export const differences = (a: FileTree, b: FileTree): readonly string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((file) => a.get(file)?.sha256 !== b.get(file)?.sha256);

/** A short table of both sides. */
export const table = (sides: readonly Side[], original: FileTree): string => {
  const rows = sides.map(({ name, files, result }) => [
    name,
    String(files.size),
    String([...files.values()].reduce((sum, { bytes }) => sum + bytes, 0)),
    String(result?.polls ?? 0),
    `${((result?.elapsed ?? 0) / 1000).toFixed(1)} s`,
    differences(original, files).length === 0 ? 'yes' : 'NO',
  ]);
  const header = ['', 'files', 'bytes', 'polls', 'elapsed', 'match'];
  return aligned([header, ...rows], (column) => column > 0).join('\n');
};
