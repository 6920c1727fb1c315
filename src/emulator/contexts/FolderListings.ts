import { compareFingerprint, fileSystemTime, fingerprint } from '../files/fingerprint.js';
import type { FolderEntry, OpenFolder } from '../files/OpenFolder.js';

/** How many folders are remembered. */
const most = 4;

interface Listing {
  readonly fingerprint: string;
  readonly entries: readonly FolderEntry[];
}

/** What is in folders of contexts. A folder that did not change is not listed again for each page of its files. */
export class FolderListings {
  readonly #scratch: string;
  readonly #listings = new Map<string, Listing>();

  constructor(scratch: string) {
    this.#scratch = scratch;
  }

  /** The files and folders in a folder, in the order of the file system; `key` tells it from others. */
  async of(folder: OpenFolder, key: string): Promise<readonly FolderEntry[]> {
    const known = this.#listings.get(key);
    if (known !== undefined && compareFingerprint(known.fingerprint, folder.stats) === 'same') return known.entries;
    const since = await fileSystemTime(this.#scratch);
    const entries = (await folder.list()).filter(({ kind }) => kind !== 'other');
    this.#listings.delete(key);
    this.#listings.set(key, { fingerprint: fingerprint(folder.stats, since), entries });
    for (const oldest of [...this.#listings.keys()].slice(0, -most)) this.#listings.delete(oldest);
    return entries;
  }
}
