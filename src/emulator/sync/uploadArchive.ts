import { archiveName, pack, type Packed } from '../files/archive.js';
import { archiveState, carriedOver, noteAll } from './archiveBefore.js';
import { FoldersBelow } from '../files/FolderCursor.js';
import { stillKnown } from './SyncManifest.js';
import { placeContent } from './placeContent.js';
import { readContent } from '../files/readContent.js';
import type { RunningTask } from './runTask.js';
import { isOurs, mayHoldOurs } from '../mounts/syncScope.js';
import { openFound, walk, type Found } from '../files/walk.js';

/**
 * Packs all files into one archive in the context, whatever the path of the task, for the archive is all that it keeps. It
 * stays as it is where one of them cannot be read. What the session never had of the archive before stays in it.
 */
export const uploadArchive = async (run: RunningTask): Promise<void> => {
  const { from, order, look, failures } = run;
  const packed = new Map<string, Packed>();
  const keep = (file: string, one: Packed): void => {
    if (/\p{Surrogate}/u.test(file)) failures.add(file, new Error('An archive cannot hold this name'));
    else packed.set(file, one);
  };
  const read = async (found: Found): Promise<void> => {
    if (found.file === archiveName && (await isCopy(run, found))) return;
    const opened = await openFound(found);
    if (opened === undefined) return;
    const reading = readContent(opened, look.signal).finally(() => opened.handle.close());
    const content = await reading;
    failures.remove(found.file);
    keep(found.file, { content, facts: opened.stats });
  };
  const visitor = {
    isWanted: (file: string, kind: 'file' | 'folder') =>
      kind === 'folder' ? mayHoldOurs(order, file) : isOurs(order, file),
    file: async (found: Found) => {
      look.signal.throwIfAborted();
      await read(found).catch((error: unknown) => {
        look.signal.throwIfAborted();
        failures.add(found.file, error);
      });
    },
    folder: (file: string) => {
      if (isOurs(order, file)) keep(`${file}/`, { content: Buffer.alloc(0), facts: undefined });
      return Promise.resolve(true);
    },
    passed: () => undefined,
    failed: (file: string, error: unknown) => {
      failures.add(file, error);
    },
  };
  if (from !== undefined) await walk(from, visitor, look);
  // An archive without what could not be read would take it from the context.
  failures.throwAny();
  await run.verify();
  const carried = await carriedOver(run, packed).catch((error: unknown) => {
    look.signal.throwIfAborted();
    failures.add(archiveName, error);
  });
  failures.throwAny();
  const content = await pack(new Map([...(carried?.files ?? []), ...packed]));
  const targets = new FoldersBelow(run.to);
  try {
    await placeContent(run, targets, archiveName, { content, facts: undefined });
  } finally {
    await targets.close();
  }
  const placed = carried?.isUnknown === true ? undefined : await run.to.file(archiveName);
  const state = placed && (await archiveState(placed, run).finally(() => placed.handle.close()));
  noteAll(run, state);
  for (const name of packed.keys()) if (!name.endsWith('/')) await run.copied();
};

/** Whether a file is the archive of the context that was downloaded: what it holds is in the context. */
const isCopy = async ({ known, common, look }: RunningTask, found: Found): Promise<boolean> => {
  const copy = await stillKnown(found, await found.parent.stat(found.name), known.get(archiveName), 'here', look);
  if (copy !== undefined) common.set(archiveName, copy);
  return copy !== undefined;
};
