import path from 'node:path';
import { ArchiveReader, type ArchivedFile } from '../files/ArchiveReader.js';
import { copyFile } from '../files/copyFile.js';
import { fingerprintPlaced } from '../files/fingerprint.js';
import { FolderCursor } from '../files/FolderCursor.js';
import type { OpenFile, OpenFolder } from '../files/OpenFolder.js';
import { filePathParts, isBelow } from '../files/paths.js';
import { refuseEscape } from '../files/resolvePath.js';
import type { ScratchFile } from '../files/scratchFile.js';
import { openEntry, walk, type Visitor, type WalkEntry } from '../files/walk.js';
import { isInOtherMount, isInScope, mayHoldInScope } from '../mounts/syncScope.js';
import { nothingToSync } from './FileErrors.js';
import { removeObstacle } from './obstacles.js';
import { archiveManifestEntry, archiveName, rememberArchive } from './previousArchive.js';
import type { SyncRun } from './SyncRun.js';
import { writeInPlace } from './writeInPlace.js';

/** Unpacks the archive of a context, and copies what else is there. Deletes nothing. */
export const downloadArchive = async (run: SyncRun): Promise<void> => {
  const { from, job, since, errors } = run;
  const { only, policy } = job;
  const targets = new FolderCursor(run.to);
  try {
    const download = new Download(run, targets);
    const isPacked = policy.extract && (await from?.stat(archiveName))?.isFile() === true;
    if (from !== undefined) {
      await walk(from, download.visitor(!isPacked || !policy.deleteSrcFile), { since, only });
      if (isPacked) await download.unpack(from);
    }
    errors.throwIfAny();
    await run.verify();
    if (!download.hasAny && only !== '') throw nothingToSync();
  } finally {
    await targets.close();
  }
};

class Download {
  hasAny = false;
  readonly #run: SyncRun;
  readonly #targets: FolderCursor;

  constructor(run: SyncRun, targets: FolderCursor) {
    this.#run = run;
    this.#targets = targets;
  }

  visitor(withArchive: boolean): Visitor {
    const { job, errors } = this.#run;
    return {
      isWanted: (file, kind) => {
        if (kind === 'folder') return mayHoldInScope(job, file);
        return file === archiveName ? withArchive : isInScope(job, file);
      },
      folder: async (file) => !isInScope(job, file) || this.#tried(file, () => this.#makeFolder(file)),
      file: async (found) => {
        if (await this.#tried(found.file, () => this.#copy(found))) await this.#run.onCopied();
      },
      skipped: () => undefined,
      failed: (file, error) => {
        errors.add(file, error);
      },
    };
  }

  async unpack(from: OpenFolder): Promise<void> {
    await this.#tried(archiveName, async () => {
      const opened = await from.file(archiveName);
      if (opened === undefined) return;
      await this.#unpackAll(opened).finally(() => opened.handle.close());
    });
  }

  async #unpackAll(opened: OpenFile): Promise<void> {
    const { job, errors } = this.#run;
    const archive = await ArchiveReader.open(opened);
    const inner = job.policy.extractToCurrentFolder ? [] : [path.parse(archiveName).name];
    let hasAll = job.only === '';
    for await (const packed of archive.files()) {
      const { name } = packed;
      const file = [...inner, ...filePathParts(name)].join('/');
      // White lists speak of files as they were packed, the path of the task of files as they are unpacked.
      if (!isInScope(job, name) || !isBelow(file, job.only)) continue;
      const isPlaced = await this.#tried(file, async () => {
        refuseEscape(name);
        if (isInOtherMount(job, file)) throw new Error('Another context is mounted at its place');
        await (name.endsWith('/') ? this.#makeFolder(file) : this.#unpackFile(archive, packed, file));
      });
      if (!isPlaced) continue;
      this.hasAny = true;
      hasAll &&= isInScope(job, file);
      if (!name.endsWith('/')) await this.#run.onCopied();
    }
    if (hasAll && errors.isEmpty) rememberArchive(this.#run, await archiveManifestEntry(opened, this.#run));
  }

  async #unpackFile(archive: ArchiveReader, packed: ArchivedFile, file: string): Promise<void> {
    const { attributes } = packed;
    const write = (aside: ScratchFile) => archive.unpack(packed, aside, this.#run.signal);
    await writeInPlace(this.#run, this.#targets, file, { write, attributes });
  }

  async #copy(found: WalkEntry): Promise<void> {
    const opened = await openEntry(found);
    if (opened === undefined) return;
    this.hasAny = true;
    const beforeMove = () => removeObstacle(this.#run, this.#targets, found.file, 'file');
    const { scratch } = this.#run.job;
    const copying = copyFile(opened, this.#targets, found.file, scratch, beforeMove);
    const { placed, content } = await copying.finally(() => opened.handle.close());
    if (found.file !== archiveName) return;
    const session = placed === undefined ? '' : fingerprintPlaced(placed, this.#run.since);
    this.#run.current.set(archiveName, { session, context: '', content });
  }

  async #makeFolder(file: string): Promise<void> {
    this.hasAny = true;
    await removeObstacle(this.#run, this.#targets, file, 'folder');
    await this.#targets.make(file);
  }

  async #tried(file: string, work: () => Promise<void>): Promise<boolean> {
    const { signal, errors } = this.#run;
    signal.throwIfAborted();
    try {
      await work();
      return true;
    } catch (error) {
      signal.throwIfAborted();
      errors.add(file, error);
      return false;
    }
  }
}
