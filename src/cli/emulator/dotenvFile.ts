import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { linesFor } from './shells.js';
import { UsageError } from '../process/UsageError.js';
import type { Variables } from './variables.js';

/** What it begins with, to be told from what somebody wrote by hand. */
const mark = '# Of a running rx-context-sync emulator, removed when that ends.\n';

/**
 * Keeps variables in a dotenv file. Gives what removes it.
 *
 * @throws {@link UsageError} if it cannot be written, or is somebody else's.
 */
export const writeDotenv = (file: string, variables: Variables): (() => void) => {
  const content = `${mark}${linesFor('dotenv', variables)}\n`;
  // One that was killed could not remove it.
  if (contentOf(file)?.startsWith(mark) === false)
    throw new UsageError(`rx-context-sync: --dotenv: ${file} is there already, and is no such file`);
  try {
    writeFileSync(file, content, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(`rx-context-sync: --dotenv cannot be used: ${(error as Error).message}`);
  }
  return () => {
    // Another emulator may have taken it over.
    if (contentOf(file) === content) rmSync(file, { force: true });
  };
};

const contentOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
