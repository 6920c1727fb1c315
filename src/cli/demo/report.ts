import type { ContextSyncResult } from '../../index.js';
import type { FileTree } from './fileTree.js';

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
  return aligned([['', 'files', 'bytes', 'polls', 'elapsed', 'match'], ...rows]);
};

const aligned = (rows: readonly (readonly string[])[]): string => {
  const widthOf = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const padded = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widthOf(column)) : cell.padStart(widthOf(column));
  return rows.map((row) => row.map(padded).join('  ')).join('\n');
};
