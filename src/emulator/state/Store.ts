import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { syncFolder, syncParents } from './syncFolder.js';

/**
 * Keeps plain values in a folder, one file each. A file is written aside and then renamed, so that it is whole at any moment,
 * and before the call returns: what was answered survives a crash of the process, and where the folder is to outlive it, one
 * of the machine.
 */
export class Store<T> {
  readonly #folder: string;
  readonly #isLasting: boolean;
  /** What could not be saved when it came to be. */
  readonly #late = new Map<string, T>();

  constructor(folder: string, isLasting: boolean) {
    this.#folder = folder;
    this.#isLasting = isLasting;
    const made = mkdirSync(folder, { recursive: true });
    if (isLasting && made !== undefined) syncParents(folder, made);
  }

  /** All that is kept. What a crash left aside is removed. */
  load(): readonly T[] {
    const files = readdirSync(this.#folder);
    for (const file of files.filter((name) => name.endsWith('.aside'))) this.#removeFile(file);
    return files.filter((name) => name.endsWith('.json')).map((name) => read(path.join(this.#folder, name)) as T);
  }

  /** Throws a {@link ServiceRefusal} where it cannot be kept: then what was kept before is. */
  save(id: string, value: T): void {
    const file = path.join(this.#folder, `${id}.json`);
    try {
      writeFileSync(`${file}.aside`, JSON.stringify(value), { flush: this.#isLasting });
      renameSync(`${file}.aside`, file);
    } catch (error) {
      this.#dropAside(id);
      throw notKept(error);
    }
    if (this.#isLasting) syncFolder(this.#folder);
    this.#late.delete(id);
  }

  /** Keeps what is so already, whether it can be saved or not: where it cannot, that is done with {@link flush}. */
  saveEventually(id: string, value: T): void {
    this.#late.set(id, value);
    this.flush();
  }

  /** Saves what could not be saved before, if that can be done now. */
  flush(): void {
    for (const [id, value] of this.#late) {
      try {
        this.save(id, value);
      } catch {
        // There may be room the next time.
      }
    }
  }

  /** What is kept under this id; undefined where there is nothing. */
  get(id: string): T | undefined {
    try {
      return read(path.join(this.#folder, `${id}.json`)) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  removeAll(isMeant: (id: string) => boolean): void {
    for (const file of readdirSync(this.#folder)) if (isMeant(file)) this.#removeFile(file);
  }

  remove(id: string): void {
    this.#removeFile(`${id}.json`);
    this.#late.delete(id);
  }

  #removeFile(file: string): void {
    rmSync(path.join(this.#folder, file), { force: true });
  }

  /** What is written in part takes room that others need. */
  #dropAside(id: string): void {
    try {
      this.#removeFile(`${id}.json.aside`);
    } catch {
      // It is written over the next time.
    }
  }
}

/** That there is no room, or the like, is no fault of who asked, and nothing was done: it may be asked again. */
export const notKept = (cause: unknown): ServiceRefusal => {
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  return Object.assign(new ServiceRefusal('ServiceUnavailable', `The emulator cannot keep its state: ${code}.`, 503), {
    cause,
  });
};

const read = (file: string): unknown => {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`What the emulator kept in ${file} is not readable.`, { cause });
  }
};
