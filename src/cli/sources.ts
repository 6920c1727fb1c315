import { existsSync } from 'node:fs';
import { cp, lstat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTree, readTree, type FileFacts, type FileTree } from './fileTree.js';
import { UsageError } from './UsageError.js';

/** A folder whose files are synced, and where they go below the mount path. */
export interface Source {
  readonly folder: string;
  readonly below: string;
}

/** The folders to sync: the one that was asked for, or else the sources of this project. */
export const sourcesOf = (dir: string | undefined): readonly Source[] => {
  const project = fileURLToPath(new URL('../..', import.meta.url));
  if (dir !== undefined) return [{ folder: path.resolve(calledIn(project), dir), below: '.' }];
  const own = ['src', 'spec'].map((below) => ({ folder: path.join(project, below), below }));
  // The published package has no specs.
  return own.filter(({ folder }) => existsSync(folder));
};

// `npm start` changes to the folder of this project, and remembers where it was called. Elsewhere that memory is of other scripts.
const calledIn = (project: string): string => {
  const here = process.cwd();
  return here === path.resolve(project) ? (process.env['INIT_CWD'] ?? here) : here;
};

/**
 * Counts what is in the sources.
 *
 * @throws {@link UsageError} if they cannot be read.
 */
export const countSources = async (sources: readonly Source[]): Promise<{ files: number; others: number }> => {
  const total = { files: 0, others: 0 };
  for (const { folder } of sources) {
    const { files, others } = await countTree(folder).catch((error: unknown) => unreadable(folder, error));
    total.files += files;
    total.others += others;
  }
  return total;
};

/**
 * Copies the files of all sources below a folder.
 *
 * @throws {@link UsageError} if they cannot be read.
 */
export const copySources = async (sources: readonly Source[], to: string, signal: AbortSignal): Promise<void> => {
  // Links are left out, for they may lead anywhere; and so is what is neither file nor folder.
  const isWanted = async (entry: string): Promise<boolean> => {
    signal.throwIfAborted();
    const facts = await lstat(entry);
    return facts.isFile() || facts.isDirectory();
  };
  for (const { folder, below } of sources) {
    try {
      await cp(folder, path.join(to, below), { recursive: true, preserveTimestamps: true, filter: isWanted });
    } catch (error) {
      throw signal.aborted ? error : unreadable(folder, error);
    }
  }
};

/** Reads the files of all sources, by the paths that they get below the mount path. */
export const readSources = async (sources: readonly Source[], signal: AbortSignal): Promise<FileTree> => {
  const all = new Map<string, FileFacts>();
  for (const { folder, below } of sources) {
    for (const [file, facts] of await readTree(folder, signal)) all.set(path.join(below, file), facts);
  }
  return all;
};

const unreadable = (folder: string, error: unknown): never => {
  const { message } = error as Error;
  throw new UsageError(`rx-context-sync: cannot read all of ${folder}: ${message}`);
};
