import { randomUUID } from 'node:crypto';
import { createWriteStream, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { refuseLinks } from './inside.js';

/** Where files are written before they are whole: a folder on the same disk. */
export interface Scratch {
  readonly folder: string;
  readonly signal: AbortSignal;
  /** When a file was written, as its folder will say; by default now. */
  readonly writtenAt?: Date | undefined;
}

/** A file that was copied, and how it was on either side at that moment. */
export interface Copied {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Copies the files below one folder into another, one by one, and tells of each. A file is written aside and then renamed:
 * it arrives whole or not at all. `only` is the file or folder to copy, by its path; empty = all. Links are left out, for they may lead anywhere. The signal stops it, in a file too.
 */
export async function* copyTree(
  from: string,
  to: string,
  scratch: Scratch,
  isIncluded: (file: string) => boolean | Promise<boolean> = () => true,
  only = '',
): AsyncGenerator<Copied> {
  await mkdir(to, { recursive: true });
  for (const { file, isFolder } of await treeOf(from, only)) {
    scratch.signal.throwIfAborted();
    if (!(await isIncluded(file))) continue;
    if (isFolder) {
      refuseLinks(to, path.join(to, file));
      await mkdir(path.join(to, file), { recursive: true });
    } else {
      const source = await open(path.join(from, file)).catch(unlessGone);
      // What was removed since it was listed is not there to be copied.
      if (source === undefined) continue;
      const read = stampIn(await source.stat());
      yield { file, from: read, to: await writeWhole(source.createReadStream(), to, file, scratch) };
    }
  }
}

/**
 * Writes a file below a folder: aside, and then it is renamed, at a moment that `moment` may choose.
 */
export const writeWhole = async (
  content: Readable,
  to: string,
  file: string,
  { folder, signal, writtenAt }: Scratch,
  moment: (move: () => Promise<void>) => Promise<void> = (move) => move(),
): Promise<string> => {
  const aside = path.join(folder, randomUUID());
  try {
    await pipeline(content, createWriteStream(aside), { signal });
    if (writtenAt !== undefined) await utimes(aside, writtenAt, writtenAt);
    // A file keeps what tells its states apart when it is renamed.
    const stamp = await stampOf(aside);
    await moment(async () => {
      const place = path.join(to, file);
      refuseLinks(to, path.dirname(place));
      await mkdir(path.dirname(place), { recursive: true });
      await rename(aside, place);
    });
    return stamp;
  } finally {
    await rm(aside, { force: true });
  }
};

/** Takes for nothing what is not there, or whose folder is a file. */
export const unlessGone = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
};

/** Tells one state of a file from another; empty where there is no file. */
export const stampOf = async (place: string): Promise<string> => {
  const found = await stat(place).catch(unlessGone);
  return found?.isFile() === true ? stampIn(found) : '';
};

const stampIn = ({ mtimeMs, size, ino }: Stats): string => `${mtimeMs}:${size}:${ino}`;

/**
 * The files and folders below a folder, by their relative paths, if it is there; links and the like are left out. `only` is
 * the one that is wanted, with what is below it; empty = all.
 */
export const treeOf = async (folder: string, only = ''): Promise<readonly { file: string; isFolder: boolean }[]> => {
  const top = path.join(folder, only);
  const found = await lstat(top).catch(unlessGone);
  if (found?.isFile() === true && only !== '') return [{ file: only, isFolder: false }];
  if (found?.isDirectory() !== true) return [];
  const entries = await readdir(top, { recursive: true, withFileTypes: true }).catch(unlessGone);
  return (entries ?? [])
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => ({
      file: path.relative(folder, path.join(entry.parentPath, entry.name)),
      isFolder: entry.isDirectory(),
    }));
};
