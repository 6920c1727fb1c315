import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { archiveName, pack, unpack } from './archive.js';
import { copyTree, stampOf, treeOf, unlessGone, type Scratch } from './copyTree.js';
import { refuseLinks } from './inside.js';
import { isBelow, isSynced, type MountPolicy } from './mountPolicy.js';
import type { TaskType } from './SyncTask.js';

/** What both sides of a mount had in common when they were last synced: the files, and how each was on either side. */
export type Known = Readonly<Record<string, Sides>>;

interface Sides {
  readonly here: string;
  readonly there: string;
}

/** What a task does. */
export interface TaskOrder {
  readonly taskType: TaskType;
  /** The root of the session's tree. */
  readonly root: string;
  /** The folder of the mount in it. */
  readonly here: string;
  /** The folder of the context that keeps it. */
  readonly there: string;
  /** What of it is synced: a file or a folder, by its path from there; empty = all. */
  readonly only: string;
  /** Folders of other mounts inside this one, by their paths from it. */
  readonly others: readonly string[];
  readonly policy: MountPolicy;
  readonly known: Known;
  readonly scratch: Scratch;
  readonly fileDelay: number;
}

/**
 * Runs a task. What both sides have in common is kept as it comes to be, so that it is known too where the task fails, or is
 * stopped. Rejects then.
 */
export const runTask = async (order: TaskOrder, keep: (known: Known) => void): Promise<void> => {
  refuseLinks(order.root, path.join(order.here, order.only));
  if (!existsSync(order.here)) throw new Error('The folder of the mount is gone.');
  const apart = Object.entries(order.known).filter(([file]) => !isBelow(file, order.only));
  const common: Record<string, Sides> = Object.fromEntries(apart);
  const steps = order.policy.uploadMode === 'Archive' ? archive(order) : plain(order, common);
  let done = 0;
  try {
    for await (const _file of steps) {
      if (++done % keptAfter === 0) keep({ ...order.known, ...common });
      if (order.fileDelay > 0) await sleep(order.fileDelay, undefined, { signal: order.scratch.signal });
      order.scratch.signal.throwIfAborted();
    }
  } catch (error) {
    keep({ ...order.known, ...common });
    throw error;
  }
  keep(common);
};

/** Files: nobody knows when a process is killed. */
const keptAfter = 100;

const nothingThere = () => new Error('There is nothing to sync at this path.');

const sides = ({ taskType, here, there }: TaskOrder): readonly [from: string, to: string] =>
  taskType === 'upload' ? [here, there] : [there, here];

const isOurs = ({ policy, only, others }: TaskOrder, file: string): boolean =>
  isBelow(file, only) && isSynced(policy, file) && !others.some((folder) => isBelow(file, folder));

/**
 * Copies what changed on the one side since both were last synced, or lacks on the other; what did not change may be newer
 * there. What both have in common is as it was when it was copied: what is written meanwhile is a change.
 */
async function* plain(order: TaskOrder, common: Record<string, Sides>): AsyncGenerator<string> {
  const { taskType, known, only, policy, scratch } = order;
  const [from, to] = sides(order);
  const removed = policy.syncLocalFile && taskType === 'upload' ? await removeGone(order) : 0;
  if (only !== '' && removed === 0 && !(await hasOurs(order, from))) throw nothingThere();
  const side = taskType === 'upload' ? 'here' : 'there';
  const isWanted = async (file: string): Promise<boolean> => {
    if (!isOurs(order, file)) return false;
    const before = Object.hasOwn(known, file) ? known[file] : undefined;
    const isSame = before?.[side] === (await stampOf(path.join(from, file)));
    if (before === undefined || !isSame || (await stampOf(path.join(to, file))) === '') return true;
    common[file] = before;
    return false;
  };
  for await (const copied of copyTree(from, to, scratch, isWanted, only)) {
    const [here, there] = taskType === 'upload' ? [copied.from, copied.to] : [copied.to, copied.from];
    common[copied.file] = { here, there };
    yield copied.file;
  }
}

/** Whether there is something that the policy lets through, or a folder without files. */
const hasOurs = async (order: TaskOrder, from: string): Promise<boolean> => {
  const found = await treeOf(from, order.only);
  return found.length === 0
    ? existsSync(path.join(from, order.only))
    : found.some(({ file, isFolder }) => !isFolder && isOurs(order, file));
};

/** Removes from the context what is gone from the session, unless it changed there meanwhile. Tells how many. */
const removeGone = async (order: TaskOrder): Promise<number> => {
  const { here, there, only } = order;
  const files = await treeOf(here, only);
  const isThere = new Set(files.filter(({ isFolder }) => !isFolder).map(({ file }) => file));
  let removed = 0;
  for (const [file, stamps] of Object.entries(order.known)) {
    if (isThere.has(file) || !isOurs(order, file)) continue;
    const place = path.join(there, file);
    refuseLinks(there, path.dirname(place));
    if ((await stampOf(place)) !== stamps.there) continue;
    await rm(place, { force: true });
    await removeEmpty(there, path.dirname(place));
    removed++;
  }
  return removed;
};

const removeEmpty = async (root: string, folder: string): Promise<void> => {
  const left = await readdir(folder).catch(unlessGone);
  if (folder === root || left === undefined || left.length > 0) return;
  await rmdir(folder);
  await removeEmpty(root, path.dirname(folder));
};

/**
 * An upload packs all files into one archive in the context, whatever the path, for the archive is all that it keeps; a
 * download unpacks it. Neither deletes anything.
 */
async function* archive(order: TaskOrder): AsyncGenerator {
  const { taskType, here, there, only, policy, scratch } = order;
  if (taskType === 'upload') {
    await mkdir(there, { recursive: true });
    const files = (await treeOf(here)).filter(
      ({ file, isFolder }) => !isFolder && file !== archiveName && isOurs({ ...order, only: '' }, file),
    );
    const names = files.map(({ file }) => file);
    await pack(here, names, there, scratch);
    yield* names;
    return;
  }
  const isPacked = policy.extract && existsSync(path.join(there, archiveName));
  const isLeft = (file: string): boolean => !(isPacked && policy.deleteSrcFile && file === archiveName);
  const isWanted = (file: string): boolean => (file === archiveName ? isBelow(file, only) : isOurs(order, file));
  let arrived = 0;
  for await (const { file } of copyTree(there, here, scratch, (one) => isWanted(one) && isLeft(one), only)) {
    arrived++;
    yield file;
  }
  if (isPacked) {
    const inner = policy.extractToCurrentFolder ? '' : path.parse(archiveName).name;
    refuseLinks(here, path.join(here, inner));
    // White lists speak of files as they were packed, the path of the task of files as they are unpacked.
    const isUnpacked = (file: string): boolean =>
      isOurs({ ...order, only: '' }, file) && isBelow(path.join(inner, file), only);
    for await (const file of unpack(path.join(there, archiveName), path.join(here, inner), scratch, isUnpacked)) {
      arrived++;
      yield file;
    }
  }
  if (arrived === 0 && only !== '') throw nothingThere();
}
