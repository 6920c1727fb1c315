import { ArchiveWriter } from '../files/ArchiveWriter.js';
import { fingerprint } from '../files/fingerprint.js';
import { FolderCursor } from '../files/FolderCursor.js';
import { openEntry, walk, type Visitor, type WalkEntry } from '../files/walk.js';
import { isInScope, mayHoldInScope } from '../mounts/syncScope.js';
import {
  archiveManifestEntry,
  archiveName,
  keepEntries,
  rememberArchive,
  type KeptEntries,
} from './previousArchive.js';
import { entryIfUnchanged, folderEntry, isFolderEntry, type ManifestEntry } from './SyncManifest.js';
import type { SyncRun } from './SyncRun.js';
import { writeInPlace } from './writeInPlace.js';

/**
 * Packs all files into one archive in the context, whatever the path of the task, for the archive is all that it keeps. It
 * stays as it is where one of them cannot be read. What the session never had of the archive before stays in it.
 */
export const uploadArchive = async (run: SyncRun): Promise<void> => {
  const packing = new Packing(run);
  const targets = new FolderCursor(run.to);
  let kept: KeptEntries | undefined;
  try {
    await writeInPlace(run, targets, archiveName, {
      write: async ({ handle }) => {
        const archive = new ArchiveWriter(handle);
        await packing.packAll(archive);
        await run.verify();
        kept = await keptEntries(run, archive, packing);
        await archive.finish();
      },
    });
  } finally {
    await targets.close();
  }
  // Who never had all of an archive may not say by an absence that something is gone.
  if (kept?.isUnknown === true) rememberArchive(run, undefined);
  else await rememberPlaced(run);
  for (const entry of packing.packed.values()) if (!isFolderEntry(entry)) await run.onCopied();
};

class Packing {
  /** What was packed, by the paths in the archive, and how it was then. */
  readonly packed = new Map<string, ManifestEntry>();
  readonly #run: SyncRun;

  constructor(run: SyncRun) {
    this.#run = run;
  }

  /** Packs all that is to be packed. Rejects where any of it cannot be: it would be gone from the context. */
  async packAll(archive: ArchiveWriter): Promise<void> {
    const { from, since, errors } = this.#run;
    if (from !== undefined) await walk(from, this.#visitor(archive), { since });
    errors.throwIfAny();
  }

  #visitor(archive: ArchiveWriter): Visitor {
    const { job, errors } = this.#run;
    return {
      isWanted: (file, kind) => (kind === 'folder' ? mayHoldInScope(job, file) : isInScope(job, file)),
      file: (found) => this.#tried(found.file, () => this.#pack(archive, found)),
      folder: async (file) => {
        if (isInScope(job, file)) await this.#tried(`${file}/`, () => this.#packFolder(archive, `${file}/`));
        return true;
      },
      skipped: () => undefined,
      failed: (file, error) => {
        errors.add(file, error);
      },
    };
  }

  async #pack(archive: ArchiveWriter, found: WalkEntry): Promise<void> {
    const { signal, errors, since } = this.#run;
    const { file } = found;
    if (file === archiveName && (await isDownloadedCopy(this.#run, found))) return;
    if (await this.#isPacked(archive, found)) return;
    const opened = await openEntry(found);
    if (opened === undefined) return;
    try {
      refuseOddName(file);
      const { stats, content } = await archive.addFile(file, opened, signal);
      this.packed.set(file, { session: fingerprint(stats, since), context: '', content });
      errors.remove(file);
    } finally {
      await opened.handle.close();
    }
  }

  /** A folder that changes meanwhile is looked at once more, and what is in it. */
  async #isPacked(archive: ArchiveWriter, found: WalkEntry): Promise<boolean> {
    const before = this.packed.get(found.file);
    if (before === undefined) return false;
    const stats = await found.parent.stat(found.name);
    const still = await entryIfUnchanged(found, stats, before, 'session', this.#run);
    if (stats === undefined || still === undefined) return false;
    if (still !== before) archive.setAttributes(found.file, stats);
    return true;
  }

  async #packFolder(archive: ArchiveWriter, name: string): Promise<void> {
    if (this.packed.has(name)) return;
    refuseOddName(name);
    await archive.addFolder(name);
    this.packed.set(name, folderEntry);
  }

  async #tried(file: string, work: () => Promise<void>): Promise<void> {
    const { signal, errors } = this.#run;
    signal.throwIfAborted();
    await work().catch((error: unknown) => {
      signal.throwIfAborted();
      errors.add(file, error);
    });
  }
}

/** An archive says names as text. */
const refuseOddName = (name: string): void => {
  if (/\p{Surrogate}/u.test(name)) throw new Error('An archive cannot hold this name');
};

/** Whether a file is the archive of the context that was downloaded: what it holds is in the context. */
const isDownloadedCopy = async (run: SyncRun, found: WalkEntry): Promise<boolean> => {
  const stats = await found.parent.stat(found.name);
  const copy = await entryIfUnchanged(found, stats, run.previous.get(archiveName), 'session', run);
  if (copy !== undefined) run.current.set(archiveName, copy);
  return copy !== undefined;
};

const keptEntries = async (run: SyncRun, archive: ArchiveWriter, { packed }: Packing): Promise<KeptEntries> => {
  try {
    return await keepEntries(run, archive, (file) => packed.has(file));
  } catch (error) {
    run.signal.throwIfAborted();
    run.errors.add(archiveName, error);
    throw run.errors.toError();
  }
};

/** The session has all of the archive that was placed just now, if it is still there. */
const rememberPlaced = async (run: SyncRun): Promise<void> => {
  const placed = await run.to.file(archiveName);
  const entry = placed && (await archiveManifestEntry(placed, run).finally(() => placed.handle.close()));
  rememberArchive(run, entry);
};
