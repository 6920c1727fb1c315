import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { nodeAbortController } from '../concurrency/nodeAbortController.js';
import { PendingWork } from '../concurrency/PendingWork.js';
import { removeFolder } from '../files/removeFolder.js';

/**
 * Takes folders that nobody needs any more: each is put aside at once, by a rename, and removed in the background. What could
 * not be removed is removed when a trash is made of the same folder again.
 */
export class Trash {
  readonly #folder: string;
  readonly #removals = new PendingWork();
  readonly #closing = nodeAbortController();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const left of readdirSync(folder)) this.remove(path.join(folder, left));
  }

  /** Takes a folder whose path is not used again. */
  take(folder: string): void {
    const place = path.join(this.#folder, randomUUID());
    try {
      renameSync(folder, place);
      this.remove(place);
    } catch {
      // There may be no room to put it aside.
      this.remove(folder);
    }
  }

  /** A place to put things in, to be removed with it. */
  newPlace(): string {
    const place = path.join(this.#folder, randomUUID());
    mkdirSync(place, { recursive: true });
    return place;
  }

  /** Removes something in the background. */
  remove(place: string): void {
    this.#removals.add(removeFolder(place, this.#closing.signal));
  }

  /** Waits for what is being removed. What cannot be is left. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#removals.drain();
  }
}
