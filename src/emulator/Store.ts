import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Keeps plain values in a folder, one file each. A file is written aside and then renamed, so that it is whole at any moment,
 * and before the call returns: what was answered survives a crash.
 */
export class Store<T> {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** All that is kept. What a crash left aside is removed. */
  load(): readonly T[] {
    const files = readdirSync(this.#folder);
    for (const file of files.filter((name) => name.endsWith('.aside'))) rmSync(path.join(this.#folder, file));
    return files.filter((name) => name.endsWith('.json')).map((name) => read(path.join(this.#folder, name)) as T);
  }

  save(id: string, value: T): void {
    const file = path.join(this.#folder, `${id}.json`);
    writeFileSync(`${file}.aside`, JSON.stringify(value));
    renameSync(`${file}.aside`, file);
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
    for (const file of readdirSync(this.#folder)) if (isMeant(file)) rmSync(path.join(this.#folder, file));
  }

  remove(id: string): void {
    rmSync(path.join(this.#folder, `${id}.json`), { force: true });
  }
}

const read = (file: string): unknown => {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`What the emulator kept in ${file} is not readable.`, { cause });
  }
};
