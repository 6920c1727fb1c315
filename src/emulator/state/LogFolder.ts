import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { EntryLog } from './EntryLog.js';
import { syncParents } from './syncFolder.js';

/** A folder of logs, by their ids. */
export class LogFolder<T> {
  readonly folder: string;
  readonly isLasting: boolean;

  constructor(folder: string, isLasting: boolean) {
    this.folder = folder;
    this.isLasting = isLasting;
    const made = mkdirSync(folder, { recursive: true });
    if (isLasting && made !== undefined) syncParents(folder, made);
  }

  of(id: string): EntryLog<T> {
    return new EntryLog({ folder: this.folder, id, isLasting: this.isLasting });
  }

  removeAll(isMeant: (id: string) => boolean): void {
    for (const file of readdirSync(this.folder)) {
      if (isMeant(file)) rmSync(path.join(this.folder, file), { force: true });
    }
  }
}
