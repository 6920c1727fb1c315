import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fstatSync, type BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { ContentHash, readChunks, writeAll, writeRanges } from './fileChunks.js';
import type { OpenFile } from './OpenFolder.js';
import { changedWhileRead, hashContent, isUnchanged, maxTries } from './readContent.js';
import type { ScratchFile } from './scratchFile.js';

/** What was copied. */
export interface CopiedContent {
  /** How the file was. */
  readonly stats: BigIntStats;
  /** What tells its content from others; undefined where it was not read. */
  readonly content: string | undefined;
}

/**
 * Copies what a file holds into a new one, `aside`. Holes stay holes. Rejects where it never stayed as it was while it was
 * read.
 */
export const copyContent = async (
  source: OpenFile,
  aside: ScratchFile,
  signal: AbortSignal,
): Promise<CopiedContent> => {
  let { stats } = source;
  for (let tries = 0; tries < maxTries; tries++) {
    if (tries > 0) await aside.handle.truncate(0);
    const content = await copyOnce({ ...source, stats }, aside, signal);
    const now = fstatSync(source.handle.fd, { bigint: true });
    // A file that only grew has what was copied still.
    const isWhole =
      isUnchanged(now, stats) ||
      (content !== undefined && content === (await hashContent({ ...source, stats }, signal)));
    if (isWhole) return { stats, content };
    stats = now;
  }
  throw changedWhileRead();
};

/** Whether a file is so large by its holes alone that nobody should read it. */
export const isMostlyHoles = ({ size, blocks }: BigIntStats): boolean => size - blocks * 512n >= 64n << 20n;

const copyOnce = async (
  { handle: source, stats }: OpenFile,
  { path, handle }: ScratchFile,
  signal: AbortSignal,
): Promise<string | undefined> => {
  // Node cannot ask where holes are: who can is asked to copy, where reading them would take long.
  if (isMostlyHoles(stats) && (await copyBySystem(source, path, signal))) return undefined;
  const isSparse = stats.blocks * 512n < stats.size;
  const hash = new ContentHash();
  for await (const chunk of readChunks(source, Number(stats.size), signal)) {
    const { data, at } = chunk;
    // They go on beside each other.
    const writing = isSparse ? writeRanges(handle, chunk) : writeAll(handle, data, at);
    hash.add(chunk);
    await writing;
  }
  if (isSparse) await handle.truncate(hash.end);
  return hash.digest();
};

/** Lets `cp` copy a file with its holes, where there is one that can. */
const copyBySystem = async (source: FileHandle, to: string, signal: AbortSignal): Promise<boolean> => {
  if (process.platform !== 'linux') return false;
  const cp = spawn('cp', ['--sparse=auto', '/proc/self/fd/3', to], {
    stdio: ['ignore', 'ignore', 'ignore', source.fd],
  });
  const stop = (): void => void cp.kill();
  signal.addEventListener('abort', stop);
  try {
    const [code] = (await once(cp, 'close')) as [number | null];
    signal.throwIfAborted();
    return code === 0;
  } catch (error) {
    signal.throwIfAborted();
    if ((error as NodeJS.ErrnoException).syscall?.startsWith('spawn') === true) return false;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
};
