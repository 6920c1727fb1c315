import { constants, copyFileSync, existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTree, entriesIn, longFile, readTree, type FileFacts, type FileTree } from '../files/fileTree.js';
import { timeSlices } from '../files/timeSlices.js';
import { UsageError } from '../process/UsageError.js';

/** A folder whose files are synced, and where they go below the mount path. */
export interface Source {
  readonly folder: string;
  readonly below: string;
}

/** The folders to sync: the one that was asked for, or else the sources of this project. */
export const sourcesOf = (dir: string | undefined): readonly Source[] => {
  // Of the built file.
  const project = fileURLToPath(new URL('../..', import.meta.url));
  if (dir !== undefined) return [{ folder: path.resolve(calledIn(project), dir), below: '.' }];
  const existing = (folders: readonly string[]): readonly Source[] =>
    folders.map((below) => ({ folder: path.join(project, below), below })).filter(({ folder }) => existsSync(folder));
  // The published package has what is built of them.
  const own = existing(['src', 'spec']);
  return own.length > 0 ? own : existing(['dist', 'docs']);
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
export const countSources = async (
  sources: readonly Source[],
  signal: AbortSignal,
): Promise<{ files: number; others: number }> => {
  const total = { files: 0, others: 0 };
  for (const { folder } of sources) {
    const { files, others } = await countTree(folder, signal).catch((error: unknown) =>
      unreadable(folder, error, signal),
    );
    total.files += files;
    total.others += others;
  }
  return total;
};

/**
 * Copies the files of all sources below a folder. `onCopied` is told from time to time how many were copied.
 *
 * @throws {@link UsageError} if they cannot be read.
 */
export const copySources = async (
  sources: readonly Source[],
  to: string,
  signal: AbortSignal,
  onCopied: (files: number) => void = () => undefined,
): Promise<void> => {
  let copied = 0;
  const pause = timeSlices(signal, () => {
    onCopied(copied);
  });
  for (const { folder, below } of sources) {
    try {
      const target = path.join(to, below);
      mkdirSync(target, { recursive: true });
      refuseInside(target, folder);
      // Links are left out, for they may lead anywhere; and so is what is neither file nor folder.
      for (const { place, kind } of entriesIn(folder)) {
        if (kind === 'folder') mkdirSync(path.join(target, place));
        if (kind === 'file') {
          await copyOne(path.join(folder, place), path.join(target, place));
          copied++;
        }
        await pause();
      }
    } catch (error) {
      unreadable(folder, error, signal);
    }
  }
};

/** It would never end: each copy is one more to be copied. */
const refuseInside = (target: string, folder: string): void => {
  const fromFolder = path.relative(realpathSync(folder), realpathSync(target));
  if (!/^\.\.(?:[/\\]|$)/.test(fromFolder) && !path.isAbsolute(fromFolder))
    throw new Error(`the copies would go into it, to ${target} (TMPDIR says where temporary folders are)`);
};

const copyOne = async (from: string, to: string): Promise<void> => {
  if (lstatSync(from).size > longFile) await copyFile(from, to, constants.COPYFILE_FICLONE);
  else copyFileSync(from, to, constants.COPYFILE_FICLONE);
};

/** Reads the files of all sources, by the paths that they get below the mount path. */
export const readSources = async (
  sources: readonly Source[],
  signal: AbortSignal,
  onRead: (files: number) => void = () => undefined,
): Promise<FileTree> => {
  const all = new Map<string, FileFacts>();
  for (const { folder, below } of sources) {
    const before = all.size;
    const read = await readTree(folder, signal, (files) => {
      onRead(before + files);
    });
    for (const [file, facts] of read) all.set(path.join(below, file), facts);
  }
  return all;
};

const unreadable = (folder: string, error: unknown, signal: AbortSignal): never => {
  if (signal.aborted) throw error;
  const { message } = error as Error;
  throw new UsageError(`rx-context-sync: cannot read all of ${folder}: ${message}`);
};
