import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { archiveName, pack, unpack } from './archive.js';
import { copyTree, treeOf, type Scratch } from './copyTree.js';
import { refuseLinks } from './inside.js';
import type { MountPolicy } from './mountPolicy.js';
import { isSynced } from './mountPolicy.js';
import type { TaskType } from './SyncTask.js';

/** What a task does. */
export interface TaskOrder {
  readonly taskType: TaskType;
  /** The root of the session's tree. */
  readonly root: string;
  /** The folder of the mount in it. */
  readonly here: string;
  /** The folder of the context. */
  readonly there: string;
  readonly policy: MountPolicy;
  /** The files that both sides had when they were last synced. */
  readonly known: readonly string[];
  readonly scratch: Scratch;
  readonly fileDelay: number;
}

/** Runs a task, and gives the files that both sides have now. Rejects where it fails, or is stopped. */
export const runTask = async (order: TaskOrder): Promise<readonly string[]> => {
  const moved: string[] = [];
  refuseLinks(order.root, order.here);
  for await (const file of order.taskType === 'upload' ? upload(order) : download(order)) {
    moved.push(file);
    if (order.fileDelay > 0) await sleep(order.fileDelay, undefined, { signal: order.scratch.signal });
    order.scratch.signal.throwIfAborted();
  }
  const target = order.taskType === 'upload' ? order.there : order.here;
  if (order.policy.syncLocalFile) await removeGone(order, moved, target);
  return moved;
};

async function* upload({ here, there, policy, scratch }: TaskOrder): AsyncGenerator<string> {
  const isIncluded = (file: string): boolean => isSynced(policy, file);
  if (policy.uploadMode === 'File') {
    yield* copyTree(here, there, scratch, isIncluded);
    return;
  }
  await mkdir(there, { recursive: true });
  const files = (await treeOf(here)).filter(({ file, isFolder }) => !isFolder && isIncluded(file));
  const names = files.map(({ file }) => file);
  await pack(here, names, there, scratch);
  yield* names;
}

/** An archive that an upload left is unpacked; any other file comes as it is. */
async function* download({ here, there, policy, scratch }: TaskOrder): AsyncGenerator<string> {
  const isPacked = policy.uploadMode === 'Archive' && policy.extract && existsSync(path.join(there, archiveName));
  const isIncluded = (file: string): boolean =>
    isSynced(policy, file) && !(isPacked && policy.deleteSrcFile && file === archiveName);
  yield* copyTree(there, here, scratch, isIncluded);
  if (!isPacked) return;
  const folder = policy.extractToCurrentFolder ? here : path.join(here, path.parse(archiveName).name);
  for await (const file of unpack(path.join(there, archiveName), folder, scratch)) {
    yield path.relative(here, path.join(folder, file));
  }
}

/** Removes what was there when both sides were last synced, and is gone from the one since. */
const removeGone = async ({ known, policy }: TaskOrder, moved: readonly string[], target: string): Promise<void> => {
  const kept = new Set(moved);
  for (const file of known) {
    if (kept.has(file) || !isSynced(policy, file)) continue;
    refuseLinks(target, path.dirname(path.join(target, file)));
    await rm(path.join(target, file), { force: true });
  }
};
