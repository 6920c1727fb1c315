import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ContextFolders } from '../../../src/emulator/contexts/ContextFolders.js';
import { Trash } from '../../../src/emulator/state/Trash.js';
import { writeFiles } from '../../support/emulated.js';

it('a folder that is emptied is told before anybody works in it, and before what was in it is removed', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const folders = new ContextFolders(dataDir, new Trash(path.join(dataDir, 'discarded')));
  const scratch = path.join(dataDir, 'scratch');
  await writeFiles(folders.of('c'), { a: 'a', 'sub/b': 'b' });
  const seen: unknown[] = [];
  const emptying = folders.empty('c', () => {
    // A crash after this must find it emptied, whatever is still aside.
    seen.push([existsSync(folders.of('c')), readdirSync(folders.of('c')), readdirSync(scratch).length]);
  });
  const next = folders.exclusive('c', async () => {
    seen.push('the next one');
    await writeFiles(folders.of('c'), { new: 'new' });
  });
  await Promise.all([emptying, next]);
  await folders.close();
  expect(seen).toEqual([[true, [], 1], 'the next one']);
  expect([await readdir(folders.of('c')), await readdir(scratch)]).toEqual([['new'], []]);
});
