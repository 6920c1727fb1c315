import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fstatSync, type BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { chunksOf, filled, writeAll } from './fileChunks.js';
import type { OpenFile } from './OpenFolder.js';
import { changing, contentOf, isSame, mostTries } from './readContent.js';
import type { OpenAside } from './writeAside.js';

/**
 * Copies what a file holds into a new one, `aside`. Holes stay holes. Tells how the file was then; rejects where it never
 * stayed as it was while it was read.
 */
export const copyContent = async (source: OpenFile, aside: OpenAside, signal: AbortSignal): Promise<BigIntStats> => {
  let { stats } = source;
  for (let tries = 0; tries < mostTries; tries++) {
    if (tries > 0) await aside.handle.truncate(0);
    await copyOnce(source.handle, stats, aside, signal);
    const now = fstatSync(source.handle.fd, { bigint: true });
    // A file that only grew has what was copied still.
    if (isSame(now, stats) || (await isBeginning(aside.handle, source.handle, stats, signal))) return stats;
    stats = now;
  }
  throw changing();
};

/** Whether a file is so large by its holes alone that nobody should read it. */
export const isMostlyHoles = ({ size, blocks }: BigIntStats): boolean => size - blocks * 512n >= 64n << 20n;

const isBeginning = async (
  copy: FileHandle,
  source: FileHandle,
  stats: BigIntStats,
  signal: AbortSignal,
): Promise<boolean> => {
  if (isMostlyHoles(stats)) return false;
  const size = Number(stats.size);
  return (await contentOf(copy, size, signal)) === (await contentOf(source, size, signal));
};

const copyOnce = async (
  source: FileHandle,
  stats: BigIntStats,
  { path, handle }: OpenAside,
  signal: AbortSignal,
): Promise<void> => {
  // Node cannot ask where holes are: who can is asked to copy, where reading them would take long.
  if (isMostlyHoles(stats) && (await isCopiedBySystem(source, path, signal))) return;
  const isSparse = stats.blocks * 512n < stats.size;
  let end = 0;
  for await (const { data, at } of chunksOf(source, Number(stats.size), signal)) {
    end = at + data.length;
    if (!isSparse) await writeAll(handle, data, at);
    else for (const [from, to] of filled(data)) await writeAll(handle, data.subarray(from, to), at + from);
  }
  if (isSparse) await handle.truncate(end);
};

/** Lets `cp` copy a file with its holes, where there is one that can. */
const isCopiedBySystem = async (source: FileHandle, to: string, signal: AbortSignal): Promise<boolean> => {
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
