import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Copies the files below one folder into another, one by one, and tells of each. A file is written aside and then renamed:
 * it arrives whole or not at all. Links are left out, for they may lead anywhere. The signal stops it, in a file too.
 */
export async function* copyTree(
  from: string,
  to: string,
  scratch: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    signal.throwIfAborted();
    const relative = path.relative(from, path.join(entry.parentPath, entry.name));
    if (entry.isDirectory()) await mkdir(path.join(to, relative), { recursive: true });
    if (!entry.isFile()) continue;
    const aside = path.join(scratch, randomUUID());
    try {
      await pipeline(createReadStream(path.join(from, relative)), createWriteStream(aside), { signal });
      await mkdir(path.dirname(path.join(to, relative)), { recursive: true });
      await rename(aside, path.join(to, relative));
    } finally {
      await rm(aside, { force: true });
    }
    yield relative;
  }
}
