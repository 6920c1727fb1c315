import { fstatSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMostlyHoles } from './copyContent.js';
import { fileSystemTime, fingerprint, isUnsure } from './fingerprint.js';
import type { OpenFile } from './OpenFolder.js';

/** How often, and how long, in milliseconds: in all, longer than the longest tick. */
const waits = { most: 25, pause: 100 };

/** A file that is to be copied, and a time of the file system before it was looked at. */
export interface SettledFile {
  readonly file: OpenFile;
  readonly since: bigint;
}

/**
 * Waits with a file of holes until its times tell any later change: nobody should read it again to know. One that is always
 * being written is taken as it is.
 */
export const waitUntilSettled = async (
  file: OpenFile,
  { since, signal }: { readonly since: bigint; readonly signal: AbortSignal },
  scratch: string,
): Promise<SettledFile> => {
  if (!isMostlyHoles(file.stats)) return { file, since };
  for (let tries = 0; ; tries++) {
    const now = await fileSystemTime(scratch);
    const stats = fstatSync(file.handle.fd, { bigint: true });
    if (tries === waits.most || !isUnsure(fingerprint(stats, now))) return { file: { ...file, stats }, since: now };
    await sleep(waits.pause, undefined, { signal });
  }
};
