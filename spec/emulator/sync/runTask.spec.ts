import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { mountPolicy } from '../../../src/emulator/mounts/mountPolicy.js';
import { EntryLog } from '../../../src/emulator/state/EntryLog.js';
import { runTask } from '../../../src/emulator/sync/runTask.js';
import type { KeptEntry } from '../../../src/emulator/sync/SyncManifest.js';
import { writeFiles } from '../../support/emulated.js';

/** Uploads so many files, and counts what is written of what is known of them. */
const upload = async (count: number, only = '') => {
  const root = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const names = Array.from({ length: count }, (_, index) => `${index}`);
  await writeFiles(path.join(root, 'here'), Object.fromEntries(names.map((name) => [name, name])));
  for (const folder of ['scratch', 'known']) await mkdir(path.join(root, folder));
  const job = {
    taskType: 'upload',
    root,
    sessionDir: path.join(root, 'here'),
    contextDir: path.join(root, 'there'),
    only: '',
    otherMounts: [],
    policy: mountPolicy(undefined, '/data'),
    scratch: { folder: path.join(root, 'scratch'), signal: new AbortController().signal },
    fileDelay: 0,
  } as const;
  const written: number[] = [];
  const run = async (only: string): Promise<void> => {
    const log = new EntryLog<KeptEntry>({ folder: path.join(root, 'known'), id: 'm', isLasting: false });
    await runTask(
      { ...job, only },
      {
        load: () => log.load(),
        add: (changes) => {
          written.push(changes.size);
          log.add(changes);
        },
        settle: (count, all) => {
          log.settle(count, all);
        },
      },
    );
  };
  await run(only);
  return { root, written, run };
};

it('what a task copied is kept every hundred files, for nobody knows when a process is killed', async () => {
  const { written } = await upload(250);
  expect(written).toEqual([100, 100, 50]);
});

it('what is kept is written once, and of what did not change nothing', async () => {
  const { written, root, run } = await upload(250);
  // Files that are older than they were are surely as they are: that is news, too.
  await run('');
  written.length = 0;
  await writeFiles(path.join(root, 'here'), { 7: 'seven', new: 'new' });
  await run('7');
  await run('new');
  await rm(path.join(root, 'here/8'));
  await run('8');
  expect(written).toEqual([1, 1, 1]);
});
