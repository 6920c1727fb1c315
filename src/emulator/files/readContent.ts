import { fstatSync, type BigIntStats } from 'node:fs';
import { ContentHash, readChunks } from './fileChunks.js';
import type { OpenFile } from './OpenFolder.js';

/** How often a file is read that changes meanwhile. */
export const maxTries = 3;

/**
 * Has a file read until it stayed as it was meanwhile: each time anew, and as far as it goes then. `read` tells the content from
 * others. Rejects where it never stayed so.
 */
export const readSteadily = async <T extends { readonly content: string }>(
  opened: OpenFile,
  signal: AbortSignal,
  read: (file: OpenFile) => Promise<T>,
): Promise<T> => {
  let file = opened;
  for (let tries = 0; tries < maxTries; tries++) {
    const done = await read(file);
    const now = fstatSync(file.handle.fd, { bigint: true });
    // A file that only grew has what was read still.
    if (isUnchanged(now, file.stats) || done.content === (await hashContent(file, signal))) return done;
    file = { ...file, stats: now };
  }
  throw changedWhileRead();
};

/** Tells the content of a file, as far as it went when it was opened, from another. */
export const hashContent = async ({ handle, stats }: OpenFile, signal: AbortSignal): Promise<string> => {
  const hash = new ContentHash();
  for await (const chunk of readChunks(handle, Number(stats.size), signal)) hash.add(chunk);
  return hash.digest();
};

/** Whether nothing was done to a file between two looks at it. */
export const isUnchanged = (one: BigIntStats, other: BigIntStats): boolean =>
  one.size === other.size && one.mtimeNs === other.mtimeNs && one.ctimeNs === other.ctimeNs;

export const changedWhileRead = (): Error => new Error('It changes while it is copied.');
