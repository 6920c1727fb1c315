import { randomUUID } from 'node:crypto';
import { fchmodSync, fstatSync, futimesSync, type BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeAll } from './fileChunks.js';
import type { FolderCursor } from './FolderCursor.js';
import { baseName, parentPath } from './paths.js';
import { systemCalls } from './systemCalls.js';
import type { FileAttributes } from './zipAttributes.js';

/** Where files are written before they are whole: a folder on the same disk. */
export interface Scratch {
  readonly folder: string;
  readonly signal: AbortSignal;
  /** What is taken for the time, in Unix milliseconds. By default that of the machine. */
  readonly clock?: (() => number) | undefined;
}

/** A new file that is nobody else's yet. */
export interface ScratchFile {
  readonly path: string;
  readonly handle: FileHandle;
  isMoved: boolean;
}

/** Writes a file that is nobody else's yet: it is moved to its place when it is whole, or it is gone. */
export const withScratchFile = async <T>(
  { folder }: Pick<Scratch, 'folder'>,
  work: (aside: ScratchFile) => Promise<T>,
  mode = 0o666,
): Promise<T> => {
  const place = `${folder}${path.sep}${randomUUID()}`;
  const aside = { path: place, handle: await systemCalls.open(place, 'wx+', mode), isMoved: false };
  try {
    return await work(aside);
  } finally {
    await aside.handle.close();
    if (!aside.isMoved) await systemCalls.remove(place);
  }
};

/** Writes what a stream brings into a new file. `see` is shown all of it. */
export const writeStream = (
  content: Readable,
  { handle }: ScratchFile,
  signal: AbortSignal,
  see: (chunk: Buffer) => unknown = () => undefined,
): Promise<void> => {
  const take = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    let end = 0;
    for await (const chunk of chunks) {
      await writeAll(handle, chunk, end);
      see(chunk);
      end += chunk.length;
    }
  };
  return pipeline(content, take, { signal });
};

/** Gives a file the mode and the times of another. */
export const setAttributes = ({ handle }: ScratchFile, { mode, atimeNs, mtimeNs }: FileAttributes): void => {
  fchmodSync(handle.fd, Number(mode & 0o777n));
  futimesSync(handle.fd, toNodeTime(atimeNs), toNodeTime(mtimeNs));
};

/** Whether two files have the same mode and time, as far as a time can be set. */
export const haveSameAttributes = (one: FileAttributes, other: FileAttributes): boolean => {
  return (one.mode & 0o777n) === (other.mode & 0o777n) && isSameTime(one.mtimeNs, other.mtimeNs);
};

const isSameTime = (one: bigint, other: bigint): boolean => -1000n < one - other && one - other < 1000n;

/**
 * Moves a file to its place, which is made if need be. Tells how it is there; undefined where somebody changed it at once:
 * `before` is how it was made.
 */
export const moveIntoPlace = async (
  aside: ScratchFile,
  folders: FolderCursor,
  file: string,
  before: Pick<BigIntStats, 'size' | 'mtimeNs'> = fstatSync(aside.handle.fd, { bigint: true }),
): Promise<BigIntStats | undefined> => {
  const move = async (): Promise<void> => {
    const folder = await folders.make(parentPath(file));
    await folder.moveIn(aside.path, baseName(file));
    aside.isMoved = true;
  };
  await move().catch(async (error: unknown) => {
    // The folder that was open may be gone since: then it is made anew.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await folders.close();
    await move();
  });
  const after = fstatSync(aside.handle.fd, { bigint: true });
  return isSameTime(after.mtimeNs, before.mtimeNs) && after.size === before.size ? after : undefined;
};

/**
 * A time as Node takes it. It takes seconds, and cuts off what is below a nanosecond, or a microsecond: so this is the
 * least number of seconds that is not before the time, and a time that Node could set once is the same again.
 */
const toNodeTime = (time: bigint): number | Date => {
  // It takes a number below zero for the time that it is now.
  if (time < 0n) return new Date(Number(time / 1_000_000n));
  const whole = Number(time / 1_000_000_000n);
  const part = Number(time % 1_000_000_000n);
  const seconds = whole + part / 1e9;
  return (seconds - whole) * 1e9 >= part ? seconds : seconds + 2 ** (Math.floor(Math.log2(seconds)) - 52);
};
