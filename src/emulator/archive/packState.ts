import type { BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { ArrivalTimes } from '../contexts/ArrivalTimes.js';
import { ArchiveWriter } from '../files/ArchiveWriter.js';
import { statsKey } from '../files/fingerprint.js';
import { displayPath } from '../files/fileNames.js';
import { isKindMismatch, OpenFolder } from '../files/OpenFolder.js';
import { zipAttributes } from '../files/zipAttributes.js';
import { StateFolder } from '../state/StateFolder.js';
import { entryName } from './entryNames.js';
import { archivedFolders, manifestName, newManifest, unarchivedKinds, type EntryFacts } from './stateArchive.js';

/** Quickly rather than small: requests wait until all is packed. */
const level = 1;

/** When a file came to its context, in Unix milliseconds; undefined where it is in none. */
type Arrival = ((file: BigIntStats) => number) | undefined;

/**
 * Packs all that is in a data folder into a new file. A folder comes after what is in it, so that it can be given its time. Links,
 * and what is neither file nor folder, are left out, as a sync does it.
 */
export const packState = async (dataDir: string, to: string, signal: AbortSignal): Promise<void> => {
  const handle = await open(to, 'wx');
  try {
    const archive = new ArchiveWriter(handle, { level });
    const now = BigInt(Date.now()) * 1_000_000n;
    await archive.addText(manifestName, newManifest(), { mode: 0o644n, atimeNs: now, mtimeNs: now });
    const packing = new StatePacking(archive, signal);
    const arrivals = new ArrivalTimes(new StateFolder(path.join(dataDir, 'state'), false));
    for (const root of archivedFolders) await packing.root(dataDir, root, arrivals);
    await archive.finish();
  } finally {
    await handle.close();
  }
};

class StatePacking {
  readonly #archive: ArchiveWriter;
  readonly #signal: AbortSignal;

  constructor(archive: ArchiveWriter, signal: AbortSignal) {
    this.#archive = archive;
    this.#signal = signal;
  }

  async root(dataDir: string, root: string, arrivals: ArrivalTimes): Promise<void> {
    const folder = await present(OpenFolder.open(path.join(dataDir, root)), root);
    // Without any session there is no folder of them.
    if (folder === undefined) return;
    try {
      for (const { name, kind } of await folder.list()) {
        if (kind !== 'folder' || (root === 'state' && unarchivedKinds.has(name))) continue;
        await this.#folder(folder, root, name, root === 'contexts' ? arrivals.of(name) : undefined);
      }
    } finally {
      await folder.close();
    }
  }

  async #folder(parent: OpenFolder, above: string, own: string, arrival: Arrival): Promise<void> {
    const at = `${above}/${own}`;
    const folder = await present(parent.folder(own), at);
    if (folder === undefined) return;
    try {
      for (const { name, kind } of (await present(folder.list(), at)) ?? []) {
        this.#signal.throwIfAborted();
        // What a crash left aside.
        if (above === 'state' && name.endsWith('.aside')) continue;
        if (kind === 'folder') await this.#folder(folder, at, name, arrival);
        if (kind === 'file') await this.#file(folder, `${at}/${name}`, name, arrival);
      }
      const { stats } = folder;
      await this.#archive.addFolder(`${entryName(at)}/`, zipAttributes(stats, 'folder'), comment(stats, undefined));
    } finally {
      await folder.close();
    }
  }

  async #file(parent: OpenFolder, file: string, name: string, arrival: Arrival): Promise<void> {
    const opened = await present(parent.file(name), file);
    if (opened === undefined) return;
    const commentOf = (stats: BigIntStats): string => comment(stats, arrival);
    try {
      await this.#archive.addFile(entryName(file), opened, this.#signal, commentOf);
    } catch (error) {
      this.#signal.throwIfAborted();
      // What is told of a write is about the archive.
      throw (error as NodeJS.ErrnoException).syscall === 'write' ? error : unreadable(file, error);
    } finally {
      await opened.handle.close();
    }
  }
}

const comment = (stats: BigIntStats, arrival: Arrival): string => {
  const facts: EntryFacts = {
    mtime: `${stats.mtimeNs}`,
    atime: `${stats.atimeNs}`,
    arrived: arrival?.(stats),
    key: stats.isFile() ? statsKey(stats) : undefined,
  };
  return JSON.stringify(facts);
};

/** Takes for nothing what is gone since it was listed, or became something else. */
const present = <T>(opening: Promise<T | undefined>, file: string): Promise<T | undefined> =>
  opening.catch((error: unknown) => {
    if (isKindMismatch(error) || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(file, error);
  });

const unreadable = (file: string, cause: unknown): Error => {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = code === undefined ? message.replace(/\.$/, '') : `cannot be read: ${code}`;
  return new Error(`The state cannot be exported: ${displayPath(file)}: ${why}.`, { cause });
};
