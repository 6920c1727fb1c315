import { constants, type BigIntStats } from 'node:fs';
import path from 'node:path';
import { ArrivalTimes } from '../contexts/ArrivalTimes.js';
import { readChunks } from '../files/fileChunks.js';
import { statsKey } from '../files/fingerprint.js';
import { displayPath } from '../files/fileNames.js';
import { isKindMismatch, OpenFolder, type OpenFile } from '../files/OpenFolder.js';
import { StateFolder } from '../state/StateFolder.js';
import { entryName } from './entryNames.js';
import { archivedFolders, manifestName, newManifest, unarchivedKinds, type EntryFacts } from './stateArchive.js';
import type { NewEntry } from './writeZip.js';

/** What is shorter is read at once, in bytes. */
const short = 65_536;

/** When a file came to its context, in Unix milliseconds; undefined where it is in none. */
type Arrival = ((file: BigIntStats) => number) | undefined;

/**
 * All that is in a data folder, packed. A folder comes after what is in it, so that it can be given its time. Links, and what is
 * neither file nor folder, are left out, as a sync does it.
 */
export async function* stateEntries(dataDir: string, signal: AbortSignal): AsyncGenerator<NewEntry> {
  const manifest = Buffer.from(newManifest());
  yield { name: manifestName, content: manifest, mode: constants.S_IFREG | 0o644, mtime: new Date(), comment: '' };
  const arrivals = new ArrivalTimes(new StateFolder(path.join(dataDir, 'state'), false));
  for (const root of archivedFolders) {
    const folder = await open(OpenFolder.open(path.join(dataDir, root)), root);
    // Without any session there is no folder of them.
    if (folder === undefined) continue;
    try {
      for (const { name, kind } of await folder.list()) {
        if (kind !== 'folder' || (root === 'state' && unarchivedKinds.has(name))) continue;
        yield* folderEntries(folder, root, name, root === 'contexts' ? arrivals.of(name) : undefined, signal);
      }
    } finally {
      await folder.close();
    }
  }
}

async function* folderEntries(
  parent: OpenFolder,
  above: string,
  own: string,
  arrival: Arrival,
  signal: AbortSignal,
): AsyncGenerator<NewEntry> {
  const at = `${above}/${own}`;
  const folder = await open(parent.folder(own), at);
  if (folder === undefined) return;
  try {
    for (const { name, kind } of (await open(folder.list(), at)) ?? []) {
      signal.throwIfAborted();
      // What a crash left aside.
      if (above === 'state' && name.endsWith('.aside')) continue;
      if (kind === 'folder') yield* folderEntries(folder, at, name, arrival, signal);
      if (kind === 'file') yield* fileEntry(folder, `${at}/${name}`, name, arrival, signal);
    }
    yield { name: `${entryName(at)}/`, content: undefined, ...factsOf(folder.stats, undefined) };
  } finally {
    await folder.close();
  }
}

async function* fileEntry(
  parent: OpenFolder,
  file: string,
  name: string,
  arrival: Arrival,
  signal: AbortSignal,
): AsyncGenerator<NewEntry> {
  const opened = await open(parent.file(name), file);
  if (opened === undefined) return;
  try {
    const content = contentOf(opened, file, signal);
    const isShort = opened.stats.size <= short;
    yield {
      name: entryName(file),
      content: isShort ? await whole(content) : content,
      ...factsOf(opened.stats, arrival),
    };
  } finally {
    await opened.handle.close();
  }
}

async function* contentOf({ handle, stats }: OpenFile, file: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    for await (const { data } of readChunks(handle, Number(stats.size), signal)) yield Buffer.from(data);
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(file, error);
  }
}

const whole = async (content: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const factsOf = (stats: BigIntStats, arrival: Arrival): Pick<NewEntry, 'mode' | 'mtime' | 'comment'> => {
  const facts: EntryFacts = {
    mtime: `${stats.mtimeNs}`,
    atime: `${stats.atimeNs}`,
    arrived: arrival?.(stats),
    key: stats.isFile() ? statsKey(stats) : undefined,
  };
  return { mode: Number(stats.mode), mtime: stats.mtime, comment: JSON.stringify(facts) };
};

/** Takes for nothing what is gone since it was listed, or became something else. */
const open = <T>(opening: Promise<T | undefined>, file: string): Promise<T | undefined> =>
  opening.catch((error: unknown) => {
    if (isKindMismatch(error) || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(file, error);
  });

const unreadable = (file: string, cause: unknown): Error => {
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  return new Error(`The state cannot be exported: ${displayPath(file)} cannot be read: ${code}.`, { cause });
};
