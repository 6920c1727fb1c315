import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as emulator from '../../src/emulator/index.js';

/** The emulator as it is built: the page of its console is beside it. */
export const builtEmulator = async (): Promise<typeof emulator> => {
  const file = path.resolve(import.meta.dirname, '../../dist/esm/emulator/index.js');
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as typeof emulator;
};
