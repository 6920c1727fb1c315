import path from 'node:path';
import { archiveName, pack, unpack } from './archive.js';
import { readContent } from './copyContent.js';
import { copyFile } from './copyFile.js';
import { FoldersBelow } from './FoldersBelow.js';
import { fileInside } from './inside.js';
import { makeWay } from './makeWay.js';
import { isBelow } from './mountPolicy.js';
import type { OpenFolder } from './OpenFolder.js';
import { filePartsOf } from './pathParts.js';
import type { RunningTask } from './runTask.js';
import { nothingThere } from './syncFiles.js';
import { isOurs, mayHoldOurs } from './taskScope.js';
import { walk, type Found } from './walk.js';
import { moveTo, writeAside } from './writeAside.js';

/**
 * An upload packs all files into one archive in the context, whatever the path, for the archive is all that it keeps; a
 * download unpacks it. Neither deletes anything.
 */
export const syncArchive = async (run: RunningTask): Promise<void> => {
  const targets = new FoldersBelow(run.to);
  try {
    await (run.order.taskType === 'upload' ? packAll(run, targets) : unpackAll(run, targets));
  } finally {
    await targets.close();
  }
  run.failures.throwAny();
};

const packAll = async (run: RunningTask, targets: FoldersBelow): Promise<void> => {
  const { from, order, look, failures } = run;
  const packed = new Map<string, Buffer>();
  const keep = (file: string, content: Buffer): void => {
    if (/\p{Surrogate}/u.test(file)) failures.add(file, new Error('An archive cannot hold this name.'));
    else packed.set(file, content);
  };
  const file = async ({ file, name, parent }: Found): Promise<void> => {
    look.signal.throwIfAborted();
    const opened = await parent.file(name).catch((error: unknown) => {
      failures.add(file, error);
    });
    // What was removed since it was listed is not there to be packed.
    if (opened === undefined) return;
    try {
      keep(file, await readContent(opened, look.signal));
    } catch (error) {
      look.signal.throwIfAborted();
      failures.add(file, error);
    } finally {
      await opened.handle.close();
    }
  };
  const visitor = {
    isWanted: (file: string, kind: 'file' | 'folder') =>
      kind === 'folder' ? mayHoldOurs(order, file) : file !== archiveName && isOurs(order, file),
    file,
    folder: (file: string) => {
      if (isOurs(order, file)) keep(`${file}/`, Buffer.alloc(0));
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
  await place(run, targets, archiveName, await pack(packed));
  for (const name of packed.keys()) if (!name.endsWith('/')) await run.copied();
};

const unpackAll = async (run: RunningTask, targets: FoldersBelow): Promise<void> => {
  const { from, order, look, failures } = run;
  const { only, policy, scratch } = order;
  let arrived = 0;
  const tried = async (file: string, work: () => Promise<void>): Promise<boolean> => {
    look.signal.throwIfAborted();
    try {
      await work();
      arrived++;
      return true;
    } catch (error) {
      look.signal.throwIfAborted();
      failures.add(file, error);
      return false;
    }
  };
  const makeFolder = async (file: string): Promise<void> => {
    await makeWay(run, targets, file, 'folder');
    await targets.make(file);
  };
  const isPacked = policy.extract && (await from?.stat(archiveName))?.isFile() === true;
  const visitor = {
    isWanted: (file: string, kind: 'file' | 'folder') => {
      if (kind === 'folder') return mayHoldOurs(order, file);
      return file === archiveName ? !(isPacked && policy.deleteSrcFile) : isOurs(order, file);
    },
    folder: async (file: string) => !isOurs(order, file) || tried(file, () => makeFolder(file)),
    file: async ({ file, name, parent }: Found) => {
      const isCopied = await tried(file, async () => {
        const opened = await parent.file(name);
        if (opened === undefined) return;
        const way = () => makeWay(run, targets, file, 'file');
        await copyFile(opened, targets, file, scratch, way).finally(() => opened.handle.close());
      });
      if (isCopied) await run.copied();
    },
    passed: () => undefined,
    failed: (file: string, error: unknown) => {
      failures.add(file, error);
    },
  };
  if (from !== undefined) await walk(from, visitor, { since: look.since, only });
  if (isPacked && from !== undefined) {
    const inner = policy.extractToCurrentFolder ? [] : [path.parse(archiveName).name];
    for (const [name, content] of await unpacked(from, look.signal)) {
      const file = [...inner, ...filePartsOf(name)].join('/');
      // White lists speak of files as they were packed, the path of the task of files as they are unpacked.
      if (!isOurs(order, name) || !isBelow(file, only)) continue;
      const isCopied = await tried(file, async () => {
        // A path in it that leads out of the folder is refused.
        fileInside(order.here, name);
        if (content === undefined) throw new Error('It cannot be unpacked.');
        await (name.endsWith('/') ? makeFolder(file) : place(run, targets, file, content));
      });
      if (isCopied && !name.endsWith('/')) await run.copied();
    }
  }
  if (arrived === 0 && only !== '' && failures.isEmpty) throw nothingThere();
};

const unpacked = async (
  from: OpenFolder,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Uint8Array | undefined>> => {
  const opened = await from.file(archiveName);
  if (opened === undefined) return new Map();
  return unpack(await readContent(opened, signal).finally(() => opened.handle.close()));
};

const place = async (run: RunningTask, targets: FoldersBelow, file: string, content: Uint8Array): Promise<void> =>
  writeAside(run.order.scratch, async (aside) => {
    await aside.handle.writeFile(content, { signal: run.look.signal });
    await makeWay(run, targets, file, 'file');
    const placed = await moveTo(aside, targets, file);
    if (placed !== undefined && run.source === 'here') run.arrived(placed);
  });
