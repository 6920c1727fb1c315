import { appendFileSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { notKept } from './Store.js';
import { syncFolder } from './syncFolder.js';

/** How many lines that say nothing any more are left in a log, besides as many as there are entries. */
const mostOutdated = 1000;

/** How many entries are written at once. */
const batch = 1000;

/** What is kept by names, and changes bit by bit. */
export interface Entries<T> {
  /** All that is kept. */
  readonly load: () => Map<string, T>;
  /** Keeps values, or that there are none any more. Throws where it cannot be kept: then what was kept before is. */
  readonly add: (changes: ReadonlyMap<string, T | undefined>) => void;
  /** Keeps it through a crash of the machine too: so many values, and which. */
  readonly settle: (count: number, all: () => ReadonlyMap<string, T>) => void;
}

/** Where a log is, by its id in a folder; and whether it is to survive a crash of the machine, too. */
export interface LogPlace {
  readonly folder: string;
  readonly id: string;
  readonly isLasting: boolean;
}

/**
 * Keeps values by their names in a file that is written at its end only: what it takes to keep a change does not grow with all
 * that is kept. When most lines say nothing any more it is written anew, aside, and then renamed.
 *
 * A crash, or a full disk, may cut off the last line: that is as if it had not been added.
 */
export class EntryLog<T> implements Entries<T> {
  /** What another thread opens it with. */
  readonly place: LogPlace;
  readonly #file: string;
  /** What emulators before this one wrote: all of it in one object. */
  readonly #former: string;
  readonly #isLasting: boolean;
  #lines = 0;
  #isSettled = true;

  constructor(place: LogPlace) {
    const { folder, id, isLasting } = place;
    this.place = place;
    this.#file = path.join(folder, `${id}.log`);
    this.#former = path.join(folder, `${id}.json`);
    this.#isLasting = isLasting;
  }

  /** In bytes. */
  get size(): number {
    const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    return sizeOf(this.#file) || sizeOf(this.#former);
  }

  /** What cannot be read is as good as nothing. */
  load(): Map<string, T> {
    const entries = new Map<string, T>();
    const lines = textOf(this.#file)?.split('\n');
    if (lines === undefined)
      return new Map(Object.entries(parsed(textOf(this.#former) ?? '', isObject) ?? {})) as never;
    this.#lines = lines.length;
    for (const line of lines) {
      const [name, value] = parsed(line, isEntry) ?? [];
      if (name === undefined) continue;
      if (value === undefined) entries.delete(name);
      else entries.set(name, value as T);
    }
    return entries;
  }

  add(changes: ReadonlyMap<string, T | undefined>): void {
    if (changes.size === 0) return;
    if (statSync(this.#file, { throwIfNoEntry: false }) === undefined) {
      this.rewrite(new Map([...this.load(), ...changes]));
      return;
    }
    this.#attempt(() => {
      appendFileSync(this.#file, textFor([...changes]));
    });
    this.#lines += changes.size;
    this.#isSettled = false;
  }

  settle(count: number, all: () => ReadonlyMap<string, T>): void {
    if (this.#lines > 2 * count + mostOutdated) this.rewrite(all());
    else if (this.#isLasting && !this.#isSettled)
      this.#attempt(() => {
        flush(this.#file);
      });
    this.#isSettled = true;
  }

  /** Keeps this, and nothing else. */
  rewrite(all: ReadonlyMap<string, T | undefined>): void {
    const aside = `${this.#file}.aside`;
    this.#attempt(() => {
      rmSync(aside, { force: true });
      const entries = [...all].filter(([, value]) => value !== undefined);
      for (let at = 0; at === 0 || at < entries.length; at += batch) {
        appendFileSync(aside, textFor(entries.slice(at, at + batch)));
      }
      if (this.#isLasting) flush(aside);
      renameSync(aside, this.#file);
      if (this.#isLasting) syncFolder(path.dirname(this.#file));
      // From now on nobody reads it.
      rmSync(this.#former, { force: true });
      this.#lines = entries.length;
    }, aside);
  }

  #attempt(work: () => void, aside?: string): void {
    try {
      work();
    } catch (error) {
      // What is written in part takes room that others need.
      if (aside !== undefined)
        attempted(() => {
          rmSync(aside, { force: true });
        });
      throw notKept(error);
    }
  }
}

/** Each line begins with its break: so it is whole whatever was cut off before it. */
const textFor = (entries: readonly (readonly [string, unknown])[]): string =>
  entries.map(([name, value]) => `\n${JSON.stringify(value === undefined ? [name] : [name, value])}`).join('');

const textOf = (file: string): string | undefined => attempted(() => readFileSync(file, 'utf8'));

const parsed = <T>(text: string, isMeant: (value: unknown) => value is T): T | undefined => {
  const value: unknown = text === '' ? undefined : attempted(() => JSON.parse(text) as unknown);
  return isMeant(value) ? value : undefined;
};

const isEntry = (value: unknown): value is readonly [string, unknown?] =>
  Array.isArray(value) && typeof value[0] === 'string';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const attempted = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

const flush = (file: string): void => {
  const opened = openSync(file, 'r+');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
};
