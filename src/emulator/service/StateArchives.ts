import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { packState } from '../archive/packState.js';
import { unpackState } from '../archive/unpackState.js';
import { nodeAbortController } from '../concurrency/nodeAbortController.js';
import { PendingWork } from '../concurrency/PendingWork.js';
import type { Trash } from '../state/Trash.js';
import type { ResettableRuntime } from './ResettableRuntime.js';

/** What is archived, and where. */
export interface StateArchivesParts {
  readonly dataDir: string;
  readonly trash: Trash;
  readonly runtime: ResettableRuntime;
  /** Told where another state took the place of the one before. */
  readonly onImport: () => void;
}

/** The state of an emulator as one file. */
export class StateArchives {
  readonly #parts: StateArchivesParts;
  readonly #closing = nodeAbortController();
  readonly #running = new PendingWork();

  constructor(parts: StateArchivesParts) {
    this.#parts = parts;
  }

  /** Writes an archive, which is there whole or not at all. */
  export(file: string): Promise<void> {
    const { dataDir, runtime } = this.#parts;
    const { signal } = this.#closing;
    const to = path.resolve(file);
    const aside = `${to}.${randomUUID()}.aside`;
    return this.#track(async () => {
      try {
        await runtime.pause(() => packState(dataDir, aside, signal));
        await rename(aside, to);
      } finally {
        await rm(aside, { force: true });
      }
    });
  }

  /** Begins a new runtime with what is in an archive. Where it rejects, all is as it was. */
  import(file: string): Promise<void> {
    const { runtime, onImport } = this.#parts;
    return this.withPlace(async (place) => {
      // Meanwhile the emulator goes on as it is.
      const staged = await unpackState(path.resolve(file), place, this.#closing.signal);
      await runtime.install(staged, onImport);
    });
  }

  /** Does something with a place of its own, which is gone then, or at the next start. */
  withPlace<T>(work: (place: string, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { trash } = this.#parts;
    return this.#track(async () => {
      const place = trash.newPlace();
      try {
        return await work(place, this.#closing.signal);
      } finally {
        trash.remove(place);
      }
    });
  }

  /** Stops what is under way, and waits for it. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('The emulator is closed.'));
    await this.#running.drain();
  }

  #track<T>(work: () => Promise<T>): Promise<T> {
    const running = this.#closing.signal.aborted ? Promise.reject(this.#closing.signal.reason as Error) : work();
    this.#running.add(running);
    return running;
  }
}
