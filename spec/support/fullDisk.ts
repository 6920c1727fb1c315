import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Lets nothing more be kept in a folder of an emulator's state, as a disk does that is full: a file is where the folder was.
 * Gives what makes room again.
 */
export const fill = (dataDir: string, kind: 'contexts' | 'sessions' | 'known'): (() => void) => {
  const folder = path.join(dataDir, 'state', kind);
  renameSync(folder, `${folder}.before`);
  writeFileSync(folder, '');
  return () => {
    rmSync(folder);
    renameSync(`${folder}.before`, folder);
  };
};
