import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import path from 'node:path';
import { systemCalls } from './systemCalls.js';

/** What begins the fingerprint of a file that may have changed since without a trace in it. */
const unsure = '~';

/** Tells one state of a file from another, as far as its times do. */
export const statsKey = ({
  size,
  mtimeNs,
  ctimeNs,
  ino,
}: Pick<BigIntStats, 'size' | 'mtimeNs' | 'ctimeNs' | 'ino'>): string => `${size}:${mtimeNs}:${ctimeNs}:${ino}`;

/**
 * Tells one state of a file or a folder from another. `since` is a time of the file system before it was looked at: what
 * changed later, or just before, may change once more within one tick of its clock, and then the times are the same.
 */
export const fingerprint = (stats: BigIntStats, since: bigint): string =>
  isRecent(stats.mtimeNs, since) || isRecent(stats.ctimeNs, since) ? unsure + statsKey(stats) : statsKey(stats);

/** The fingerprint of a file that was put in its place just now: who changes it now gives it another time than it was given. */
export const fingerprintPlaced = (stats: BigIntStats, since: bigint): string =>
  isRecent(stats.mtimeNs, since) ? unsure + statsKey(stats) : statsKey(stats);

/** Whether a file is as it was when its fingerprint was taken. Its content tells it where the answer is `unsure`. */
export const compareFingerprint = (before: string, stats: BigIntStats): 'same' | 'unsure' | 'changed' => {
  if (before === statsKey(stats)) return 'same';
  const state = statsKeyOf(before);
  return state === '' || state.startsWith(`${stats.size}:`) ? 'unsure' : 'changed';
};

/** What a fingerprint tells, however sure it is. */
export const statsKeyOf = (taken: string): string => (isUnsure(taken) ? taken.slice(unsure.length) : taken);

export const isUnsure = (taken: string): boolean => taken.startsWith(unsure);

/** Nanoseconds. A time without a fraction may be that of a file system that keeps no more than whole seconds, or every other one. */
const clockTick = (time: bigint): bigint => (time % 1_000_000_000n === 0n ? 2_000_000_000n : 100_000_000n);

const isRecent = (time: bigint, since: bigint): boolean => time > since - clockTick(time);

/** The time of the file system, in nanoseconds: no other clock of a process can be trusted, for tests set them. */
export const fileSystemTime = async (scratch: string): Promise<bigint> => {
  const probe = path.join(scratch, randomUUID());
  const handle = await systemCalls.open(probe, 'wx');
  try {
    return (await handle.stat({ bigint: true })).ctimeNs;
  } finally {
    await handle.close();
    await systemCalls.remove(probe);
  }
};
