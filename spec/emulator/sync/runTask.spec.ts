import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { mountPolicy } from '../../../src/emulator/mounts/mountPolicy.js';
import { runTask } from '../../../src/emulator/sync/runTask.js';
import { writeFiles } from '../../support/emulated.js';

it('what a task copied is kept every hundred files, for nobody knows when a process is killed', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const names = Array.from({ length: 250 }, (_, index) => `${index}`);
  await writeFiles(path.join(root, 'here'), Object.fromEntries(names.map((name) => [name, name])));
  await writeFiles(path.join(root, 'scratch'), { any: '' });
  const sizes: number[] = [];
  const order = {
    taskType: 'upload',
    root,
    sessionDir: path.join(root, 'here'),
    contextDir: path.join(root, 'there'),
    only: '',
    otherMounts: [],
    policy: mountPolicy(undefined, '/data'),
    manifest: {},
    scratch: { folder: path.join(root, 'scratch'), signal: new AbortController().signal },
    fileDelay: 0,
  } as const;
  await runTask(order, (manifest) => sizes.push(Object.keys(manifest).length));
  expect(sizes).toEqual([100, 200, 250]);
});
