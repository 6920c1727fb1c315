import { archiveName, pack, type Packed } from './archive.js';
import { FoldersBelow } from './FoldersBelow.js';
import { placeContent } from './placeContent.js';
import { readContent } from './readContent.js';
import type { RunningTask } from './runTask.js';
import { isOurs, mayHoldOurs } from './taskScope.js';
import { openFound, walk, type Found } from './walk.js';

/**
 * Packs all files into one archive in the context, whatever the path of the task, for the archive is all that it keeps. It
 * stays as it is where one of them cannot be read.
 */
export const uploadArchive = async (run: RunningTask): Promise<void> => {
  const { from, order, look, failures } = run;
  const packed = new Map<string, Packed>();
  const keep = (file: string, one: Packed): void => {
    if (/\p{Surrogate}/u.test(file)) failures.add(file, new Error('An archive cannot hold this name'));
    else packed.set(file, one);
  };
  const read = async (found: Found): Promise<void> => {
    const opened = await openFound(found);
    if (opened === undefined) return;
    const reading = readContent(opened, look.signal).finally(() => opened.handle.close());
    const content = await reading;
    failures.remove(found.file);
    keep(found.file, { content, facts: opened.stats });
  };
  const visitor = {
    isWanted: (file: string, kind: 'file' | 'folder') =>
      kind === 'folder' ? mayHoldOurs(order, file) : file !== archiveName && isOurs(order, file),
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
  const targets = new FoldersBelow(run.to);
  try {
    await placeContent(run, targets, archiveName, { content: await pack(packed), facts: undefined });
  } finally {
    await targets.close();
  }
  for (const name of packed.keys()) if (!name.endsWith('/')) await run.copied();
};
