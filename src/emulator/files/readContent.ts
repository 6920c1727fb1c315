import { fstatSync, type BigIntStats } from 'node:fs';
import { ContentHash, readChunks } from './fileChunks.js';
import type { OpenFile } from './OpenFolder.js';

/** How often a file is read that changes meanwhile. */
export const maxTries = 3;

/** Reads what a file holds. Rejects where it never stayed as it was while it was read. */
export const readContent = async ({ handle, stats }: OpenFile, signal: AbortSignal): Promise<Buffer> => {
  let before: Buffer | undefined;
  let state = stats;
  for (let tries = 0; tries < maxTries; tries++) {
    const chunks: Buffer[] = [];
    for await (const { data } of readChunks(handle, Number(state.size), signal)) chunks.push(Buffer.from(data));
    const content = Buffer.concat(chunks);
    const now = fstatSync(handle.fd, { bigint: true });
    if (isUnchanged(now, state)) return content;
    if (before !== undefined && content.subarray(0, before.length).equals(before)) return before;
    [before, state] = [content, now];
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
