import type { ManifestEntry } from './SyncManifest.js';

/** What both sides have in common, and what of it is new since somebody asked. */
export class CommonEntries extends Map<string, ManifestEntry> {
  #fresh = new Map<string, ManifestEntry>();

  override set(file: string, entry: ManifestEntry): this {
    this.#fresh.set(file, entry);
    return super.set(file, entry);
  }

  override delete(file: string): boolean {
    this.#fresh.delete(file);
    return super.delete(file);
  }

  takeFresh(): ReadonlyMap<string, ManifestEntry> {
    const fresh = this.#fresh;
    this.#fresh = new Map();
    return fresh;
  }
}
