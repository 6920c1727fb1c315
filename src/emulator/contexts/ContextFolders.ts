import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { KeyedMutex } from '../concurrency/KeyedMutex.js';
import type { Trash } from '../state/Trash.js';

/** The folders that hold the files of contexts. Those who work in one take turns. */
export class ContextFolders {
  readonly #dataDir: string;
  readonly #trash: Trash;
  readonly #mutex = new KeyedMutex();
  readonly #running = new Set<Promise<void>>();

  constructor(dataDir: string, trash: Trash) {
    this.#dataDir = dataDir;
    this.#trash = trash;
  }

  of(contextId: string): string {
    return path.join(this.#dataDir, 'contexts', contextId);
  }

  make(contextId: string): void {
    mkdirSync(this.of(contextId), { recursive: true });
  }

  /** Does something with the files of a context while nobody else does. */
  exclusive<T>(contextId: string, work: () => Promise<T>): Promise<T> {
    return this.#mutex.runExclusive(contextId, work);
  }

  /** Empties a folder, all at once, and tells it before anybody else can work in it: what comes later stays. */
  async empty(contextId: string, tell: () => void): Promise<void> {
    const scratch = path.join(this.#dataDir, 'scratch');
    const aside = path.join(scratch, randomUUID());
    await this.exclusive(contextId, () => {
      mkdirSync(scratch, { recursive: true });
      this.make(contextId);
      renameSync(this.of(contextId), aside);
      try {
        this.make(contextId);
      } catch (error) {
        // Where there is no room for it, all stays as it was.
        renameSync(aside, this.of(contextId));
        throw error;
      }
      tell();
      return Promise.resolve();
    });
    this.#trash.take(aside);
  }

  remove(contextId: string): Promise<void> {
    return this.exclusive(contextId, () => {
      this.#trash.take(this.of(contextId));
      return Promise.resolve();
    });
  }

  /** Does something that nobody waits for, but {@link close}. */
  inBackground(work: () => Promise<void>): void {
    const running = work().catch(() => undefined);
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    await this.#mutex.drain();
  }
}
