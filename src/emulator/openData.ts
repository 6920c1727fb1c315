import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CleanupStack } from './concurrency/CleanupStack.js';
import type { EmulatorPlan } from './EmulatorOptions.js';
import { makeFolder } from './files/makeFolder.js';
import { removeTemporary } from './files/removeFolder.js';
import { lockFolder } from './lock/lockFolder.js';
import { openRuntime } from './service/openRuntime.js';
import { ResettableRuntime } from './service/ResettableRuntime.js';
import { openTrash } from './state/discardState.js';
import type { Scopes } from './state/Scopes.js';
import type { Trash } from './state/Trash.js';

/** What is kept in a folder, and what runs on it. */
export interface OpenData {
  readonly dataDir: string;
  readonly runtime: ResettableRuntime;
  readonly trash: Trash;
}

/** Takes the folder of an emulator, and opens what it holds, for as long as nobody else took it. */
export const openData = async (plan: EmulatorPlan, scopes: Scopes, cleanup: CleanupStack): Promise<OpenData> => {
  const dataDir = await makeDataDir(plan.dataDir, cleanup);
  const lock = await lockFolder(dataDir);
  cleanup.defer(() => lock.release());
  const trash = openTrash(dataDir);
  cleanup.defer(() => trash.close());
  const parts = { ...plan, dataDir, scopes, trash, isLasting: plan.dataDir !== undefined };
  const runtime = new ResettableRuntime({ dataDir, trash, open: () => openRuntime(parts) });
  cleanup.defer(() => runtime.close());
  lock.lost.addEventListener('abort', () => {
    runtime.close('Another emulator took the folder.').catch(() => undefined);
  });
  lock.lost.throwIfAborted();
  return { dataDir, runtime, trash };
};

const makeDataDir = async (given: string | undefined, cleanup: CleanupStack): Promise<string> => {
  const dataDir = path.resolve(given ?? (await mkdtemp(path.join(tmpdir(), 'rx-context-sync-'))));
  if (given === undefined) cleanup.defer(() => removeTemporary(dataDir));
  await makeFolder(dataDir);
  return dataDir;
};
