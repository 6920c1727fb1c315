import { copyFile } from '../files/copyFile.js';
import { fingerprint, fingerprintPlaced } from '../files/fingerprint.js';
import { FolderCursor } from '../files/FolderCursor.js';
import type { OpenFile, OpenFolder } from '../files/OpenFolder.js';
import { isBelow, parentPath } from '../files/paths.js';
import { haveSameAttributes } from '../files/scratchFile.js';
import { waitUntilSettled } from '../files/waitUntilSettled.js';
import { openEntry, walk, type Visitor, type WalkEntry } from '../files/walk.js';
import { isInScope, mayHoldInScope } from '../mounts/syncScope.js';
import { nothingToSync } from './FileErrors.js';
import { isObstructed, removeObstacle } from './obstacles.js';
import { removeDeleted } from './removeDeleted.js';
import { entryIfUnchanged, folderEntry, isFolderEntry, type ManifestEntry } from './SyncManifest.js';
import type { SyncRun } from './SyncRun.js';

/** In bytes: nothing happens meanwhile that could not happen in the same moment. */
const soonCopied = 1n << 20n;

/**
 * Copies what changed on the one side since both were last synced, or lacks on the other; what did not change may be newer
 * there. What both have in common is as it was when it was copied: what is written meanwhile is a change.
 *
 * What cannot be read, or has no place, is told of in the end. The rest is copied, and then nothing is removed: what seems to be
 * gone may be where nobody could look.
 */
export const syncFiles = async (run: SyncRun): Promise<void> => {
  const { job, from } = run;
  const { taskType, only, policy } = job;
  const sync = new FileSync(run);
  try {
    if (from !== undefined) await walk(from, sync, { since: run.since, only });
    run.errors.throwIfAny();
    await run.verify();
    if (from !== undefined) await sync.retryObstructed(from);
    run.errors.throwIfAny();
    const removed =
      taskType === 'upload' && policy.syncLocalFile ? await removeDeleted(run, sync.targets, sync.isGone) : 0;
    run.errors.throwIfAny();
    // What nobody looked at is as it was.
    for (const [file, before] of run.previous) {
      if (!run.current.has(file) && !sync.isGone(file, before)) run.current.set(file, before);
    }
    if (only !== '' && removed === 0 && !sync.hasFound) throw nothingToSync();
  } finally {
    await sync.targets.close();
  }
};

class FileSync implements Visitor {
  readonly targets: FolderCursor;
  readonly #run: SyncRun;
  /** What is on the side that is copied from. */
  readonly #seen = new Set<string>();
  /** What nobody looked at: it may be anything. */
  readonly #skipped = new Set<string>();

  constructor(run: SyncRun) {
    this.#run = run;
    this.targets = new FolderCursor(run.to);
  }

  /** Whether there is anything to be synced. */
  hasFound = false;

  /** What something else is in the way of on the other side. */
  readonly #obstructed = new Set<string>();
  #mayRemoveObstacles = false;

  /** Syncs what something was in the way of, now that all else is where it came to be. */
  async retryObstructed(from: OpenFolder): Promise<void> {
    this.#mayRemoveObstacles = true;
    for (const only of this.#obstructed) {
      await walk(from, this, { since: this.#run.since, only }).catch((error: unknown) => {
        this.failed(only, error);
      });
    }
  }

  readonly isWanted = (file: string, kind: 'file' | 'folder'): boolean =>
    kind === 'file' ? isInScope(this.#run.job, file) : mayHoldInScope(this.#run.job, file);

  readonly skipped = (file: string): void => {
    this.#skipped.add(file);
  };

  readonly failed = (file: string, error: unknown): void => {
    const { signal, previous, current, errors } = this.#run;
    signal.throwIfAborted();
    const before = previous.get(file);
    if (before !== undefined && !current.has(file)) current.set(file, before);
    errors.add(file, error);
  };

  readonly folder = async (file: string, folder: OpenFolder): Promise<boolean> => {
    this.#run.signal.throwIfAborted();
    this.#seen.add(file);
    if (!isInScope(this.#run.job, file)) return true;
    this.hasFound = true;
    try {
      if (await this.#isObstructed(file, 'folder')) return false;
      await this.#makeFolder(file, folder);
      this.#run.current.set(file, folderEntry);
      return true;
    } catch (error) {
      this.failed(file, error);
      return false;
    }
  };

  readonly file = async (found: WalkEntry): Promise<void> => {
    const { file } = found;
    await this.#run.onLooked();
    this.#seen.add(file);
    this.hasFound = true;
    try {
      if ((await this.#isUpToDate(found)) || (await this.#isObstructed(file, 'file'))) return;
      const source = await openEntry(found);
      if (source === undefined) return;
      try {
        this.#run.current.set(file, await this.#copy(file, source));
      } finally {
        await source.handle.close();
      }
    } catch (error) {
      this.failed(file, error);
      return;
    }
    this.#run.errors.remove(file);
    this.#noteFolders(file);
    await this.#run.onCopied();
  };

  /** Whether something that was synced is surely not there any more. */
  readonly isGone = (file: string, before: ManifestEntry): boolean => {
    if (this.#seen.has(file)) return false;
    const { job } = this.#run;
    const isMeant = isFolderEntry(before) ? mayHoldInScope(job, file) : isInScope(job, file);
    if (!isMeant || !isBelow(file, job.only)) return false;
    for (let at = file; at !== ''; at = parentPath(at)) if (this.#skipped.has(at)) return false;
    return !this.#skipped.has('');
  };

  async #isObstructed(file: string, kind: 'file' | 'folder'): Promise<boolean> {
    const isInTheWay = !this.#mayRemoveObstacles && (await isObstructed(this.targets, file, kind));
    if (isInTheWay) this.#obstructed.add(file);
    return isInTheWay;
  }

  async #isUpToDate(found: WalkEntry): Promise<boolean> {
    const { previous, current, source, target } = this.#run;
    const { file, name } = found;
    const before = current.get(file) ?? previous.get(file);
    if (before === undefined) return false;
    const parent = await this.targets.find(parentPath(file));
    const copy = parent?.statSync(name);
    // What was recycled does not come back, unless it is news.
    const isRecycled = target === 'context' && copy === undefined && this.#run.wasRecycled(before.context);
    if (!isRecycled && copy?.isFile() !== true) return false;
    const original = await found.parent.stat(name);
    const still = await entryIfUnchanged(found, original, before, source, this.#run);
    if (still === undefined) return false;
    // What holds the same may have another mode or time: it is copied if nothing newer is there.
    const isMeant =
      still === before || original === undefined || copy === undefined || haveSameAttributes(original, copy);
    if (!isMeant && parent !== undefined) {
      const unchangedCopy = await entryIfUnchanged({ file, name, parent }, copy, before, target, this.#run);
      if (unchangedCopy !== undefined) return false;
    }
    current.set(file, still);
    return true;
  }

  async #copy(path: string, opened: OpenFile): Promise<ManifestEntry> {
    const { job, source } = this.#run;
    await this.#run.onLooked(Number(opened.stats.size));
    const { file, since } = await waitUntilSettled(opened, this.#run, job.scratch.folder);
    // Nothing was in the way right before.
    const isSure = !this.#mayRemoveObstacles && opened.stats.size < soonCopied;
    const beforeMove = isSure ? undefined : () => removeObstacle(this.#run, this.targets, path, 'file');
    const { stats, content, placed } = await copyFile(file, this.targets, path, job.scratch, beforeMove);
    const original = fingerprint(stats, since);
    const copy = placed === undefined ? '' : fingerprintPlaced(placed, since);
    if (source === 'context') return { session: copy, context: original, content };
    if (placed !== undefined) this.#run.onArrived(placed);
    return { session: original, context: copy, content };
  }

  /** Makes a folder on the other side, with the mode of this one. Its owner can always use it. */
  async #makeFolder(file: string, { stats }: OpenFolder): Promise<void> {
    await removeObstacle(this.#run, this.targets, file, 'folder');
    if ((await this.targets.find(file)) !== undefined) return;
    await (await this.targets.make(file)).chmod(Number(stats.mode & 0o777n) | 0o700);
  }

  /** The folders that a file is in are on both sides, if nothing more is of them. */
  #noteFolders(file: string): void {
    const { current } = this.#run;
    for (let at = parentPath(file); at !== '' && !current.has(at); at = parentPath(at)) current.set(at, folderEntry);
  }
}
