import path from 'node:path';
import { archiveName, unpack, type Packed } from '../files/archive.js';
import { archiveState, noteAll } from './archiveBefore.js';
import { copyFile } from '../files/copyFile.js';
import { markOfPlaced } from '../files/fingerprint.js';
import { FoldersBelow } from '../files/FolderCursor.js';
import { refuseWayOut } from '../files/resolvePath.js';
import type { Sides } from './SyncManifest.js';
import { makeWay } from './makeWay.js';
import { isBelow } from '../mounts/mountPolicy.js';
import type { OpenFolder } from '../files/OpenFolder.js';
import { filePartsOf } from '../files/paths.js';
import { placeContent } from './placeContent.js';
import { readContent } from '../files/readContent.js';
import type { RunningTask } from './runTask.js';
import { nothingThere } from './syncFiles.js';
import { isOthers, isOurs, mayHoldOurs } from '../mounts/syncScope.js';
import { openFound, walk, type Found, type Visitor } from '../files/walk.js';

/** Unpacks the archive of a context, and copies what else is there. Deletes nothing. */
export const downloadArchive = async (run: RunningTask): Promise<void> => {
  const { from, order, look, failures } = run;
  const { only, policy } = order;
  const targets = new FoldersBelow(run.to);
  try {
    const download = new Download(run, targets);
    const isPacked = policy.extract && (await from?.stat(archiveName))?.isFile() === true;
    if (from !== undefined) {
      await walk(from, download.visitor(!isPacked || !policy.deleteSrcFile), { since: look.since, only });
      if (isPacked) await download.unpack(from);
    }
    failures.throwAny();
    await run.verify();
    if (!download.hasAny && only !== '') throw nothingThere();
  } finally {
    await targets.close();
  }
};

interface UnpackedArchive {
  readonly files: ReadonlyMap<string, Packed | undefined>;
  readonly state: Sides;
}

class Download {
  hasAny = false;
  readonly #run: RunningTask;
  readonly #targets: FoldersBelow;

  constructor(run: RunningTask, targets: FoldersBelow) {
    this.#run = run;
    this.#targets = targets;
  }

  visitor(withArchive: boolean): Visitor {
    const { order, failures } = this.#run;
    return {
      isWanted: (file, kind) => {
        if (kind === 'folder') return mayHoldOurs(order, file);
        return file === archiveName ? withArchive : isOurs(order, file);
      },
      folder: async (file) => !isOurs(order, file) || this.#tried(file, () => this.#makeFolder(file)),
      file: async (found) => {
        if (await this.#tried(found.file, () => this.#copy(found))) await this.#run.copied();
      },
      passed: () => undefined,
      failed: (file, error) => {
        failures.add(file, error);
      },
    };
  }

  async unpack(from: OpenFolder): Promise<void> {
    const { order, failures } = this.#run;
    let archive: UnpackedArchive | undefined;
    await this.#tried(archiveName, async () => {
      archive = await this.#unpacked(from);
    });
    if (archive === undefined) return;
    const inner = order.policy.extractToCurrentFolder ? [] : [path.parse(archiveName).name];
    let hasAll = order.only === '';
    for (const [name, packed] of archive.files) {
      const file = [...inner, ...filePartsOf(name)].join('/');
      // White lists speak of files as they were packed, the path of the task of files as they are unpacked.
      if (!isOurs(order, name) || !isBelow(file, order.only)) continue;
      const isPlaced = await this.#tried(file, async () => {
        refuseWayOut(name);
        if (isOthers(order, file)) throw new Error('Another context is mounted at its place');
        if (packed === undefined) throw new Error('It cannot be unpacked');
        await (name.endsWith('/') ? this.#makeFolder(file) : placeContent(this.#run, this.#targets, file, packed));
      });
      if (!isPlaced) continue;
      this.hasAny = true;
      hasAll &&= isOurs(order, file);
      if (!name.endsWith('/')) await this.#run.copied();
    }
    if (hasAll && failures.isEmpty) noteAll(this.#run, archive.state);
  }

  async #copy(found: Found): Promise<void> {
    const opened = await openFound(found);
    if (opened === undefined) return;
    this.hasAny = true;
    const makesWay = () => makeWay(this.#run, this.#targets, found.file, 'file');
    const { scratch } = this.#run.order;
    const copying = copyFile(opened, this.#targets, found.file, scratch, makesWay);
    const { placed, content } = await copying.finally(() => opened.handle.close());
    if (found.file !== archiveName) return;
    const here = placed === undefined ? '' : markOfPlaced(placed, this.#run.look.since);
    this.#run.common.set(archiveName, { here, there: '', content });
  }

  async #makeFolder(file: string): Promise<void> {
    this.hasAny = true;
    await makeWay(this.#run, this.#targets, file, 'folder');
    await this.#targets.make(file);
  }

  async #unpacked(from: OpenFolder): Promise<UnpackedArchive | undefined> {
    const opened = await from.file(archiveName);
    if (opened === undefined) return undefined;
    try {
      const files = await unpack(await readContent(opened, this.#run.look.signal));
      return { files, state: await archiveState(opened, this.#run) };
    } finally {
      await opened.handle.close();
    }
  }

  async #tried(file: string, work: () => Promise<void>): Promise<boolean> {
    const { look, failures } = this.#run;
    look.signal.throwIfAborted();
    try {
      await work();
      return true;
    } catch (error) {
      look.signal.throwIfAborted();
      failures.add(file, error);
      return false;
    }
  }
}
