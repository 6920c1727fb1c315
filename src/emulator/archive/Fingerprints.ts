import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BigIntStats } from 'node:fs';
import { statsKey } from '../files/fingerprint.js';

/** The kinds of state that tell files by their fingerprints. */
const kinds = ['known', 'recycled'];

/** As {@link statsKey} writes it. */
const keys = /\d+:-?\d+:-?\d+:\d+/g;

/**
 * What tells files from others, inodes among it, is another here than where the archive was made. So that each file is still the one
 * that was synced, what is known of it is told by what it is now.
 */
export class Fingerprints {
  readonly #now = new Map<string, string>();

  /** A file was placed; `before` is what told it from others. */
  add(before: string | undefined, placed: BigIntStats): void {
    if (before !== undefined) this.#now.set(before, statsKey(placed));
  }

  /** Rewrites what is known below a data folder. */
  async rewrite(dataDir: string): Promise<void> {
    for (const kind of kinds) {
      const folder = path.join(dataDir, 'state', kind);
      for (const name of await readdir(folder).catch(() => [])) {
        const file = path.join(folder, name);
        const text = await readFile(file, 'utf8');
        await writeFile(
          file,
          text.replace(keys, (key) => this.#now.get(key) ?? key),
          { flush: true },
        );
      }
    }
  }
}
