import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Copies the files below one folder into another, one by one, and tells of each. A file is written aside and then renamed:
 * it arrives whole or not at all. Links are left out, for they may lead anywhere.
 */
export async function* copyTree(from: string, to: string, scratch: string): AsyncGenerator<string> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const relative = path.relative(from, path.join(entry.parentPath, entry.name));
    if (entry.isDirectory()) await mkdir(path.join(to, relative), { recursive: true });
    if (!entry.isFile()) continue;
    const aside = path.join(scratch, randomUUID());
    try {
      await copyFile(path.join(from, relative), aside);
      await mkdir(path.dirname(path.join(to, relative)), { recursive: true });
      await rename(aside, path.join(to, relative));
    } finally {
      await rm(aside, { force: true });
    }
    yield relative;
  }
}
