import { mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { StoredSync, SyncStore } from 'rx-context-sync/web';

/** Keeps syncs as files, so that a restart forgets none. Several servers share a database in its place. */
export const storeInFolder = (folder: string): SyncStore => {
  mkdirSync(folder, { recursive: true });
  const fileOf = (id: string) => path.join(folder, `${encodeURIComponent(id)}.json`);
  return {
    get: (id) =>
      readFile(fileOf(id), 'utf8').then(
        (json) => JSON.parse(json) as StoredSync,
        () => undefined,
      ),
    set: async (id, sync) => {
      // Whole or not at all, whenever the server is killed.
      await writeFile(`${fileOf(id)}.new`, JSON.stringify(sync));
      await rename(`${fileOf(id)}.new`, fileOf(id));
    },
  };
};
