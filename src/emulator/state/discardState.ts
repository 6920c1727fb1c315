import { existsSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { finishInstall, isInstalling } from './installState.js';
import { Trash } from './Trash.js';

/** The folders of a runtime. Without the first one nobody knows what is in the others. */
const folders = ['state', 'contexts', 'sessions', 'scratch'];

/** Moves the folders of a runtime aside, all of them or none. Gives what moves them back, in place of what came since. */
export const moveStateAside = (dataDir: string, aside: string): (() => void) => {
  const moved: string[] = [];
  const putBack = (): void => {
    for (const folder of moved.reverse()) {
      move(path.join(dataDir, folder), path.join(aside, `${folder}-since`));
      move(path.join(aside, folder), path.join(dataDir, folder));
    }
  };
  try {
    for (const folder of folders) if (move(path.join(dataDir, folder), path.join(aside, folder))) moved.push(folder);
  } catch (error) {
    putBack();
    throw error;
  }
  return putBack;
};

/** The trash of an emulator. Where a crash cut off a reset, or an import, that is brought to its end. */
export const openTrash = (dataDir: string): Trash => {
  const folder = path.join(dataDir, 'discarded');
  const isCutOff = !existsSync(path.join(dataDir, 'state')) && existsSync(folder) && readdirSync(folder).length > 0;
  const trash = new Trash(folder);
  const finish = isInstalling(dataDir) ? finishInstall : isCutOff ? moveStateAside : undefined;
  if (finish !== undefined) {
    const place = trash.newPlace();
    finish(dataDir, place);
    trash.remove(place);
  }
  return trash;
};

/** Tells whether there was something to move. */
const move = (from: string, to: string): boolean => {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
};
