import { copyFile } from '../files/copyFile.js';
import { fingerprint, fingerprintPlaced } from '../files/fingerprint.js';
import { FolderCursor } from '../files/FolderCursor.js';
import { isFolderEntry, folderEntry, entryIfUnchanged, type ManifestEntry } from './SyncManifest.js';
import { isObstructed, removeObstacle } from './makeWay.js';
import { isBelow } from '../mounts/mountPolicy.js';
import type { OpenFile, OpenFolder } from '../files/OpenFolder.js';
import { parentPath } from '../files/paths.js';
import { removeDeleted } from './removeGone.js';
import type { SyncRun } from './runTask.js';
import { waitUntilSettled } from '../files/waitUntilSettled.js';
import { isInScope, mayHoldInScope } from '../mounts/syncScope.js';
import { openEntry, walk, type WalkEntry, type Visitor } from '../files/walk.js';
import { haveSameAttributes } from '../files/scratchFile.js';

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
    if (from !== undefined) await walk(from, sync, { since: run.look.since, only });
    run.errors.throwIfAny();
    await run.verify();
    if (from !== undefined) await sync.makeWay(from);
    run.errors.throwIfAny();
    const removed =
      taskType === 'upload' && policy.syncLocalFile ? await removeDeleted(run, sync.targets, sync.isGone) : 0;
    run.errors.throwIfAny();
    // What nobody looked at is as it was.
    for (const [file, known] of run.known) {
      if (!run.current.has(file) && !sync.isGone(file, known)) run.current.set(file, known);
    }
    if (only !== '' && removed === 0 && !sync.hasFound) throw nothingThere();
  } finally {
    await sync.targets.close();
  }
};

export const nothingThere = (): Error => new Error('There is nothing to sync at this path.');

class FileSync implements Visitor {
  readonly targets: FolderCursor;
  readonly #run: SyncRun;
  /** What is on the side that is copied from. */
  readonly #seen = new Set<string>();
  /** What nobody looked at: it may be anything. */
  readonly #passed = new Set<string>();

  constructor(run: SyncRun) {
    this.#run = run;
    this.targets = new FolderCursor(run.to);
  }

  /** Whether there is anything to be synced. */
  hasFound = false;

  /** What something else is in the way of on the other side. */
  readonly #blocked = new Set<string>();
  #mayMakeWay = false;

  /** Syncs what something was in the way of, now that all else is where it came to be. */
  async makeWay(from: OpenFolder): Promise<void> {
    this.#mayMakeWay = true;
    for (const only of this.#blocked) {
      await walk(from, this, { since: this.#run.look.since, only }).catch((error: unknown) => {
        this.failed(only, error);
      });
    }
  }

  readonly isWanted = (file: string, kind: 'file' | 'folder'): boolean =>
    kind === 'file' ? isInScope(this.#run.job, file) : mayHoldInScope(this.#run.job, file);

  readonly skipped = (file: string): void => {
    this.#passed.add(file);
  };

  readonly failed = (file: string, error: unknown): void => {
    const { look, known, current, errors } = this.#run;
    look.signal.throwIfAborted();
    const before = known.get(file);
    if (before !== undefined && !current.has(file)) current.set(file, before);
    errors.add(file, error);
  };

  readonly folder = async (file: string, folder: OpenFolder): Promise<boolean> => {
    this.#run.look.signal.throwIfAborted();
    this.#seen.add(file);
    if (!isInScope(this.#run.job, file)) return true;
    this.hasFound = true;
    try {
      if (await this.#isBlocked(file, 'folder')) return false;
      await this.#make(file, folder);
      this.#run.current.set(file, folderEntry);
      return true;
    } catch (error) {
      this.failed(file, error);
      return false;
    }
  };

  readonly file = async (found: WalkEntry): Promise<void> => {
    const { file } = found;
    this.#run.look.signal.throwIfAborted();
    this.#seen.add(file);
    this.hasFound = true;
    try {
      if ((await this.#isCommon(found)) || (await this.#isBlocked(file, 'file'))) return;
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
    await this.#run.copied();
  };

  /** Whether something that was synced is surely not there any more. */
  readonly isGone = (file: string, known: ManifestEntry): boolean => {
    if (this.#seen.has(file)) return false;
    const { job } = this.#run;
    const isMeant = isFolderEntry(known) ? mayHoldInScope(job, file) : isInScope(job, file);
    if (!isMeant || !isBelow(file, job.only)) return false;
    for (let at = file; at !== ''; at = parentPath(at)) if (this.#passed.has(at)) return false;
    return !this.#passed.has('');
  };

  async #isBlocked(file: string, kind: 'file' | 'folder'): Promise<boolean> {
    const isBlocked = !this.#mayMakeWay && (await isObstructed(this.targets, file, kind));
    if (isBlocked) this.#blocked.add(file);
    return isBlocked;
  }

  async #isCommon(found: WalkEntry): Promise<boolean> {
    const { known, current, look, source, target } = this.#run;
    const { file, name } = found;
    const before = current.get(file) ?? known.get(file);
    if (before === undefined) return false;
    const parent = await this.targets.find(parentPath(file));
    const there = parent?.statSync(name);
    if (parent === undefined || there?.isFile() !== true) return false;
    const here = await found.parent.stat(name);
    const still = await entryIfUnchanged(found, here, before, source, look);
    if (still === undefined) return false;
    // What holds the same may have another mode or time: it is copied if nothing newer is there.
    const isMeant = still === before || here === undefined || haveSameAttributes(here, there);
    if (!isMeant && (await entryIfUnchanged({ file, name, parent }, there, before, target, look)) !== undefined)
      return false;
    current.set(file, still);
    return true;
  }

  async #copy(path: string, opened: OpenFile): Promise<ManifestEntry> {
    const { job, look, source } = this.#run;
    const { file, since } = await waitUntilSettled(opened, look, job.scratch.folder);
    const makesWay = () => removeObstacle(this.#run, this.targets, path, 'file');
    const { stats, content, placed } = await copyFile(file, this.targets, path, job.scratch, makesWay);
    const mark = fingerprint(stats, since);
    const other = placed === undefined ? '' : fingerprintPlaced(placed, since);
    if (source === 'there') return { here: other, there: mark, content };
    if (placed !== undefined) this.#run.arrived(placed);
    return { here: mark, there: other, content };
  }

  /** Makes a folder on the other side, with the mode of this one. Its owner can always use it. */
  async #make(file: string, { stats }: OpenFolder): Promise<void> {
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
