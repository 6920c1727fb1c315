import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../process/UsageError.js';
import { printable } from '../terminal/printable.js';
import { entriesIn } from './fileTree.js';
import { timeSlices } from './timeSlices.js';

/** A file, and what it is called below the folder that it goes to. */
export interface LocalFile {
  readonly file: string;
  readonly name: string;
}

/**
 * The files that are given, and those in the folders that are given, as `cp -r` takes them; links in folders are left out.
 *
 * @throws {@link UsageError} if one of them cannot be read.
 */
export const localFiles = async (given: readonly string[], signal: AbortSignal): Promise<readonly LocalFile[]> => {
  const found: LocalFile[] = [];
  const pause = timeSlices(signal);
  for (const place of given) {
    try {
      for (const [file, name] of filesAt(place)) {
        accessSync(file, constants.R_OK);
        found.push({ file, name });
        await pause();
      }
    } catch (error) {
      if (signal.aborted) throw error;
      throw new UsageError(`rx-context-sync: cannot read all of ${place}: ${(error as Error).message}`);
    }
  }
  refuseTwice(found.map(({ name }) => name));
  return found;
};

function* filesAt(place: string): Generator<readonly [file: string, name: string]> {
  const name = path.basename(path.resolve(place));
  const stats = statSync(place);
  if (!stats.isDirectory()) {
    // A device or a pipe may have no end.
    if (!stats.isFile()) throw new Error('it is neither a file nor a folder');
    yield [place, name];
    return;
  }
  for (const { place: inner, kind } of entriesIn(place))
    if (kind === 'file') yield [path.join(place, inner), path.join(name, inner)];
}

/** @throws {@link UsageError} if one file would take the place of another. */
export const refuseTwice = (names: readonly string[]): void => {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new UsageError(`rx-context-sync: two of the files would be ${printable(name)}`);
    seen.add(name);
  }
};
