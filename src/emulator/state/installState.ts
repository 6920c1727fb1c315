import { existsSync, renameSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { syncFolder } from './syncFolder.js';

/** In the order in which they are put in place. */
const folders = ['contexts', 'sessions', 'state'];

/** Where the folders lie that are to be put in place: as soon as it is there, they are what counts. */
const incomingIn = (dataDir: string): string => path.join(dataDir, 'incoming');

/** A change of the state that can be undone until it is kept. */
export interface StateChange {
  readonly undo: () => void;
  readonly keep: () => void;
}

/**
 * Puts the folders of `staged`, all of them there, in place of those of a data folder, which go to `aside`. It begins with one
 * rename: who is killed before has the old state, and who is killed after finds the new one at the next start.
 */
export const installState = (dataDir: string, staged: string, aside: string): StateChange => {
  const incoming = incomingIn(dataDir);
  const undo = (): void => {
    for (const folder of [...folders].reverse()) {
      if (!existsSync(path.join(incoming, folder))) {
        renameSync(path.join(dataDir, folder), path.join(incoming, folder));
      }
      if (existsSync(path.join(aside, folder))) renameSync(path.join(aside, folder), path.join(dataDir, folder));
    }
    renameSync(incoming, path.join(aside, 'refused'));
  };
  renameSync(staged, incoming);
  syncFolder(dataDir);
  try {
    moveIn(dataDir, aside);
  } catch (error) {
    undo();
    throw error;
  }
  return {
    undo,
    keep: () => {
      rmdirSync(incoming);
    },
  };
};

/** Whether a crash cut off an {@link installState}. */
export const isInstalling = (dataDir: string): boolean => existsSync(incomingIn(dataDir));

/** Brings to its end what a crash cut off. */
export const finishInstall = (dataDir: string, aside: string): void => {
  moveIn(dataDir, aside);
  rmdirSync(incomingIn(dataDir));
};

const moveIn = (dataDir: string, aside: string): void => {
  for (const folder of folders) {
    const [from, to] = [path.join(incomingIn(dataDir), folder), path.join(dataDir, folder)];
    if (!existsSync(from)) continue;
    if (existsSync(to)) renameSync(to, path.join(aside, folder));
    renameSync(from, to);
  }
};
