import { randomUUID } from 'node:crypto';
import { renameSync, rmdirSync } from 'node:fs';
import { cp, lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Contexts } from './Contexts.js';

/** Where contexts come from, and whose they are to be. */
export interface Seed {
  readonly seedDir: string;
  readonly owners: readonly string[];
  /** A folder on the same file system as the contexts, for what is not whole yet. */
  readonly scratch: string;
  readonly stop: AbortSignal;
}

/**
 * Makes a context of each folder in a folder, with its name and its files, for each owner. One that is there already stays as it
 * is. Hidden folders are nobody's, and links and special files are left out, as by a sync.
 *
 * Rejects with the system's error where something cannot be read.
 */
export const seedContexts = async (contexts: Contexts, { seedDir, owners, scratch, stop }: Seed): Promise<void> => {
  const entries = await readdir(seedDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  for (const name of names.sort()) {
    for (const owner of owners) {
      stop.throwIfAborted();
      if (contexts.list(owner).some((context) => context.name === name)) continue;
      const whole = path.join(scratch, randomUUID());
      try {
        await copyFiles(path.join(seedDir, name), whole, stop);
        const folder = contexts.folder(contexts.findOrCreate(owner, name, true).id);
        rmdirSync(folder);
        renameSync(whole, folder);
      } finally {
        await rm(whole, { recursive: true, force: true });
      }
    }
  }
};

const copyFiles = (from: string, to: string, stop: AbortSignal): Promise<void> =>
  cp(from, to, {
    recursive: true,
    preserveTimestamps: true,
    filter: async (source) => {
      stop.throwIfAborted();
      const stats = await lstat(source);
      return stats.isFile() || stats.isDirectory();
    },
  });
