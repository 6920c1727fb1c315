import type { FolderListings } from '../contexts/FolderListings.js';
import { FolderCursor } from '../files/FolderCursor.js';
import type { FolderEntry, OpenFolder } from '../files/OpenFolder.js';
import { most, type FileRow, type Part } from './ConsoleState.js';
import { placeBelow } from './placeBelow.js';

/** Shows folders by pages: folders first, then by name. One that did not change is not sorted again. */
export class FolderView {
  readonly #listings: FolderListings;
  readonly #sorted = new WeakMap<readonly FolderEntry[], readonly FolderEntry[]>();

  constructor(listings: FolderListings) {
    this.#listings = listings;
  }

  /** A page of a folder below a root; undefined where there is no such folder. No link is followed. */
  async of(root: string, folder: string, page: number): Promise<Part<FileRow> | undefined> {
    const place = placeBelow(folder)?.join('/');
    if (place === undefined) return undefined;
    return FolderCursor.use(root, async (folders) => {
      const found = await folders.find(place);
      if (found === undefined) return undefined;
      const entries = this.#inOrder(await this.#listings.of(found, `${root} ${place}`));
      const shown: FileRow[] = [];
      for (const entry of entries.slice(page * most.files, (page + 1) * most.files)) {
        shown.push(...(await rowOf(found, entry)));
      }
      return { total: entries.length, shown };
    }).catch(() => undefined);
  }

  #inOrder(entries: readonly FolderEntry[]): readonly FolderEntry[] {
    const known = this.#sorted.get(entries) ?? [...entries].sort(byKindAndName(entries.length));
    this.#sorted.set(entries, known);
    return known;
  }
}

/** In how many names numbers are sorted as people do: with 20,000 others would wait for it. */
const mostByNumbers = 2000;

const { compare } = new Intl.Collator('en', { numeric: true });

const byLetters = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const byKindAndName = (count: number): ((one: FolderEntry, other: FolderEntry) => number) => {
  const byName = count > mostByNumbers ? byLetters : compare;
  return (one, other) =>
    Number(other.kind === 'folder') - Number(one.kind === 'folder') || byName(one.name, other.name);
};

const rowOf = async (folder: OpenFolder, { name, kind }: FolderEntry): Promise<readonly FileRow[]> => {
  // It may be gone since it was listed.
  const stats = await folder.stat(name);
  if (stats === undefined) return [];
  return [{ name, kind, size: kind === 'file' ? Number(stats.size) : 0, modified: Number(stats.mtimeMs) }];
};
