import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { onTestFinished, type TestContext } from 'vitest';
import type { Entries } from '../../src/emulator/state/EntryLog.js';
import { runTask } from '../../src/emulator/sync/runTask.js';
import type { SyncJob } from '../../src/emulator/sync/SyncJob.js';
import type { KeptEntry } from '../../src/emulator/sync/SyncManifest.js';
import { syncJob } from './syncJob.js';

/** What is kept as text, but not on disk: a spec may become somebody who could not write it. */
const keptAsText = (): Entries<KeptEntry> & { forget: () => void } => {
  const texts = new Map<string, string>();
  return {
    load: () => new Map([...texts].map(([file, text]) => [file, JSON.parse(text) as KeptEntry])),
    add: (changes) => {
      for (const [file, entry] of changes) {
        if (entry === undefined) texts.delete(file);
        else texts.set(file, JSON.stringify(entry));
      }
    },
    settle: () => undefined,
    forget: () => {
      texts.clear();
    },
  };
};

/** What is special about a sync: `manifest: {}` is one by somebody who knows nothing of those before. */
type SyncChanges = Partial<SyncJob> & { readonly manifest?: Readonly<Record<string, never>> };

/** The folder of a mount and that of its context, and tasks between them: each knows what those before it did. */
export const twoSides = async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));
  const [here, there, scratch] = ['here', 'there', 'scratch'].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [here, there, scratch]) await mkdir(folder);
  const stopping = new AbortController();
  const kept = keptAsText();
  const sync = async (taskType: SyncJob['taskType'], { manifest, ...more }: SyncChanges = {}): Promise<void> => {
    if (manifest !== undefined) kept.forget();
    const job = syncJob({ root, here, there, scratch }, stopping.signal, { taskType, ...more });
    await runTask(job, kept);
  };
  /** For an upload: does something right after the file of that number came to its place, before the next one is looked at. */
  const after = (number: number, work: () => void): Partial<SyncJob> => {
    let count = 0;
    const clock = (): number => {
      if (++count === number) work();
      return Date.now();
    };
    return { scratch: { folder: scratch, signal: stopping.signal, clock } };
  };
  return { after, root, here, there, scratch, sync, stop: () => stopping.abort(), stopped: stopping.signal };
};

/**
 * The rest of a test is run as somebody for whom modes count: root may read anything. Only a process can be somebody else, not
 * one thread of it: there the test is left out.
 */
export const asNobody = async (skip: TestContext['skip'], ...folders: readonly string[]): Promise<void> => {
  if (process.getuid?.() !== 0) return;
  if (!isMainThread) skip('a thread cannot be somebody else');
  for (const folder of folders) await chown(folder, 65534, 65534);
  process.seteuid?.(65534);
  onTestFinished(() => process.seteuid?.(0));
};
