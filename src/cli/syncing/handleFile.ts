import { accessSync, constants, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SyncHandle } from '../../index.js';
import { UsageError } from '../process/UsageError.js';

/** Keeps the newest handles of some syncs in a file, a line each. */
export type KeepHandles = (handles: readonly SyncHandle[]) => void;

/**
 * Keeps handles in a file that is whole at any moment: whoever kills the command can follow its syncs.
 *
 * @throws {@link UsageError} if nothing can be kept there.
 */
export const handleFile = (file: string): KeepHandles => {
  try {
    accessSync(path.dirname(file), constants.W_OK);
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a folder');
  } catch (error) {
    throw new UsageError(`rx-context-sync: --handle ${file} cannot be written: ${(error as Error).message}`);
  }
  let before = '';
  return (handles) => {
    const text = handles.map((handle) => `${JSON.stringify(handle)}\n`).join('');
    if (text === before) return;
    before = text;
    const next = `${file}.${process.pid}.tmp`;
    writeFileSync(next, text);
    renameSync(next, file);
  };
};
