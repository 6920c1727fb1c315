import { accessSync, chmodSync, constants, lstatSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SyncHandle } from '../../index.js';
import { UsageError } from '../process/UsageError.js';

/** Keeps the newest handles of some syncs in a file, a line each. */
export type KeepHandles = (handles: readonly SyncHandle[]) => void;

/**
 * Keeps handles in a file that is whole at any moment: whoever kills the command can follow its syncs. A file that was there keeps
 * its mode, and a link to one stays a link.
 *
 * @throws {@link UsageError} if nothing can be kept there.
 */
export const handleFile = (given: string): KeepHandles => {
  if (given.trim() === '') throw new UsageError('rx-context-sync: --handle must be the name of a file');
  const { file, mode } = placeOf(given);
  const next = path.join(path.dirname(file), `.rx-context-sync.${process.pid}.tmp`);
  let before = '';
  return (handles) => {
    const text = handles.map((handle) => `${JSON.stringify(handle)}\n`).join('');
    if (text === before) return;
    before = text;
    writeFileSync(next, text, { mode });
    // What is masked for new files is not for one that was there.
    if (mode !== undefined) chmodSync(next, mode);
    renameSync(next, file);
  };
};

interface Place {
  readonly file: string;
  /** Of the file that is there. */
  readonly mode?: number;
}

const placeOf = (given: string): Place => {
  try {
    if (lstatSync(given, { throwIfNoEntry: false }) === undefined) {
      accessSync(path.dirname(given), constants.W_OK);
      return { file: given };
    }
    const file = realpathSync(given);
    const stats = lstatSync(file);
    if (stats.isDirectory()) throw new Error('it is a folder');
    // A device or a pipe would be one no more.
    if (!stats.isFile()) throw new Error('it is no regular file');
    accessSync(file, constants.W_OK);
    accessSync(path.dirname(file), constants.W_OK);
    return { file, mode: stats.mode & 0o7777 };
  } catch (error) {
    throw new UsageError(`rx-context-sync: --handle ${given} cannot be written: ${(error as Error).message}`);
  }
};
