import { createHash, type Hash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { readChunks } from '../files/fileChunks.js';
import { statsKey } from '../files/fingerprint.js';
import type { OpenFile } from '../files/OpenFolder.js';

/** In bytes: what is read again each time, and in files: of how many others it is known. */
const most = { read: 1 << 20, known: 1000 };

/** The entity tags of files: as storages have them, they tell the content. Those of large files are known once they were read. */
export class ContentTags {
  readonly #known = new Map<string, string>();

  /** What is to be told all of a content, and then gives its tag. */
  static hash(): Hash {
    return createHash('md5');
  }

  static of(hash: Hash): string {
    return `"${hash.digest('hex').toUpperCase()}"`;
  }

  async of(file: OpenFile, signal: AbortSignal): Promise<string> {
    const known = this.#known.get(statsKey(file.stats));
    if (known !== undefined) return known;
    const hash = ContentTags.hash();
    for await (const { data } of readChunks(file.handle, Number(file.stats.size), signal)) hash.update(data);
    const tag = ContentTags.of(hash);
    this.remember(file.stats, tag);
    return tag;
  }

  /** A small file may be written twice before its times tell it. */
  remember(stats: BigIntStats, tag: string): void {
    if (stats.size <= most.read) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= most.known) this.#known.delete(oldest);
    this.#known.set(statsKey(stats), tag);
  }
}
