import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Trash } from '../../../src/emulator/state/Trash.js';
import { writeFiles } from '../../support/emulated.js';

const newFolder = async (): Promise<string> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await writeFiles(folder, { 'one/a': 'a', 'one/sub/b': 'b', 'other/a': 'a' });
  return folder;
};

it('takes a folder at once, and removes it by and by', async () => {
  const folder = await newFolder();
  const trash = new Trash(path.join(folder, 'trash'));
  trash.take(path.join(folder, 'one'));
  expect(readdirSync(folder).sort()).toEqual(['other', 'trash']);
  await trash.close();
  expect(readdirSync(path.join(folder, 'trash'))).toEqual([]);
  expect(existsSync(path.join(folder, 'other/a'))).toBe(true);
});

it('removes a folder where it is if it cannot be put aside, and does not mind one that is gone', async () => {
  const folder = await newFolder();
  const trash = new Trash(path.join(folder, 'trash'));
  rmSync(path.join(folder, 'trash'), { recursive: true });
  writeFileSync(path.join(folder, 'trash'), '');
  trash.take(path.join(folder, 'one'));
  trash.take(path.join(folder, 'none'));
  await trash.close();
  expect(readdirSync(folder).sort()).toEqual(['other', 'trash']);
});

it('gives places that are removed with what is in them, or by the next trash', async () => {
  const folder = await newFolder();
  const trash = new Trash(path.join(folder, 'trash'));
  const [removed, left] = [trash.newPlace(), trash.newPlace()];
  await writeFiles(removed, { a: 'a' });
  await writeFiles(left, { b: 'b' });
  trash.remove(removed);
  await trash.close();
  expect([existsSync(removed), readdirSync(left)]).toEqual([false, ['b']]);
  await new Trash(path.join(folder, 'trash')).close();
  expect(readdirSync(path.join(folder, 'trash'))).toEqual([]);
});
