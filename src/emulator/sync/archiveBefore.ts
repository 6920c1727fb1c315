import { archiveName, unpack, type Packed } from '../files/archive.js';
import { markOf } from '../files/fingerprint.js';
import { stillKnown, type Sides } from './SyncManifest.js';
import type { OpenFile } from '../files/OpenFolder.js';
import { filePartsOf } from '../files/paths.js';
import { contentOf, readContent } from '../files/readContent.js';
import type { RunningTask } from './runTask.js';
import { isOurs } from '../mounts/syncScope.js';

/** By this path it is known which archive the session has all of: it was unpacked there, or packed of what was there. */
const all = '';

/** What an archive holds that is to be in the one that takes its place. */
export interface Carried {
  readonly files: ReadonlyMap<string, Packed>;
  /** Whether something of it is the session's to change, but the session never had it. */
  readonly isUnknown: boolean;
}

/**
 * What the archive of the context holds that the session does not sync, or cannot be said to have removed: only who had all of
 * an archive may say by an absence that something is gone.
 */
export const carriedOver = async (run: RunningTask, packed: ReadonlyMap<string, Packed>): Promise<Carried> => {
  const { order, known, to, look } = run;
  const opened = await to.file(archiveName);
  if (opened === undefined) return { files: new Map(), isUnknown: false };
  try {
    const found = { file: archiveName, name: archiveName, parent: to };
    const isHad =
      order.policy.syncLocalFile &&
      (await stillKnown(found, opened.stats, known.get(all), 'there', look)) !== undefined;
    const files = new Map<string, Packed>();
    let isUnknown = false;
    for (const [name, one] of await unpack(await readContent(opened, look.signal))) {
      const file = filePartsOf(name).join('/') + (name.endsWith('/') ? '/' : '');
      const isMeant = isOurs(order, file);
      if (packed.has(file) || (isMeant && isHad)) continue;
      if (one === undefined) throw new Error('What the archive holds cannot be unpacked');
      files.set(file, one);
      isUnknown ||= isMeant;
    }
    return { files, isUnknown };
  } finally {
    await opened.handle.close();
  }
};

/** Tells an archive from others. */
export const archiveState = async (archive: OpenFile, { look }: RunningTask): Promise<Sides> => ({
  here: '',
  there: markOf(archive.stats, look.since),
  content: await contentOf(archive, look.signal),
});

/** Remembers which archive the session has all of, if any. */
export const noteAll = ({ common }: RunningTask, state: Sides | undefined): void => {
  if (state === undefined) common.delete(all);
  else common.set(all, state);
};
