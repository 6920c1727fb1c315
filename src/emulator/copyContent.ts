import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fstatSync, type BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OpenFile } from './OpenFolder.js';
import type { OpenAside } from './writeAside.js';

/** In bytes: what is read at once, and what is left out at least where it is empty. */
const length = { chunk: 1 << 20, block: 4096 };

const zeros = Buffer.alloc(length.chunk);

/** How often a file is copied that changes meanwhile. */
const mostTries = 3;

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

/** Writes what a stream brings into a new file. */
export const writeStream = (content: Readable, { handle }: OpenAside, signal: AbortSignal): Promise<void> => {
  const take = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    let end = 0;
    for await (const chunk of chunks) {
      await write(handle, chunk, end);
      end += chunk.length;
    }
  };
  return pipeline(content, take, { signal });
};

/** Reads what a file holds. Rejects where it never stayed as it was while it was read. */
export const readContent = async ({ handle, stats }: OpenFile, signal: AbortSignal): Promise<Buffer> => {
  let before: Buffer | undefined;
  let state = stats;
  for (let tries = 0; tries < mostTries; tries++) {
    const chunks: Buffer[] = [];
    for await (const { data } of chunksOf(handle, Number(state.size), signal)) chunks.push(Buffer.from(data));
    const content = Buffer.concat(chunks);
    const now = fstatSync(handle.fd, { bigint: true });
    if (isSame(now, state)) return content;
    if (before !== undefined && content.subarray(0, before.length).equals(before)) return before;
    [before, state] = [content, now];
  }
  throw changing();
};

/** Tells the content of a file, as far as `size`, from another. */
export const contentOf = async (handle: FileHandle, size: number, signal: AbortSignal): Promise<string> => {
  const hash = createHash('sha256');
  let end = 0;
  for await (const { data, at } of chunksOf(handle, size, signal)) {
    end = at + data.length;
    if (!isEmpty(data)) hash.update(`${at}:`).update(data);
  }
  return hash.update(`${end}`).digest('hex');
};

/** Whether a file is so large by its holes alone that nobody should read it. */
export const isMostlyHoles = ({ size, blocks }: BigIntStats): boolean => size - blocks * 512n >= 64n << 20n;

const changing = (): Error => new Error('It changes while it is copied.');

const isSame = (one: BigIntStats, other: BigIntStats): boolean =>
  one.size === other.size && one.mtimeNs === other.mtimeNs && one.ctimeNs === other.ctimeNs;

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
    if (!isSparse) await write(handle, data, at);
    else for (const [from, to] of filled(data)) await write(handle, data.subarray(from, to), at + from);
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

async function* chunksOf(
  handle: FileHandle,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<{ readonly data: Buffer; readonly at: number }> {
  const buffer = Buffer.allocUnsafe(Math.min(size, length.chunk));
  for (let at = 0; at < size;) {
    signal.throwIfAborted();
    const wanted = Math.min(size - at, buffer.length);
    let had = 0;
    while (had < wanted) {
      const { bytesRead } = await handle.read(buffer, had, wanted - had, at + had);
      if (bytesRead === 0) break;
      had += bytesRead;
    }
    if (had === 0) return;
    yield { data: buffer.subarray(0, had), at };
    at += had;
  }
}

const isEmpty = (data: Buffer): boolean => data.equals(zeros.subarray(0, data.length));

/** The parts of a chunk that are not empty. */
function* filled(data: Buffer): Generator<readonly [from: number, to: number]> {
  let from = -1;
  for (let at = 0; at < data.length; at += length.block) {
    const hasData = !isEmpty(data.subarray(at, at + length.block));
    if (hasData && from < 0) from = at;
    if (!hasData && from >= 0) {
      yield [from, at];
      from = -1;
    }
  }
  if (from >= 0) yield [from, data.length];
}

/** Writes all of it: the system may take less than it was given. */
const write = async (handle: FileHandle, data: Buffer, at: number): Promise<void> => {
  for (let done = 0; done < data.length;) {
    done += (await handle.write(data, done, data.length - done, at + done)).bytesWritten;
  }
};
