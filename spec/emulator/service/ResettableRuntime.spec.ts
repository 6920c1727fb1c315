import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { OpenRuntime } from '../../../src/emulator/service/openRuntime.js';
import { Trash } from '../../../src/emulator/state/Trash.js';
import { ResettableRuntime } from '../../../src/emulator/service/ResettableRuntime.js';
import { writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';

/** Worlds of which some cannot be opened. */
const worldsWhere = async (canOpen: (number: number) => boolean) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rx-context-sync-spec-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  await writeFiles(dataDir, { 'state/a': 'old', 'contexts/c/b': 'old', 'sessions/s/c': 'old' });
  const trash = new Trash(path.join(dataDir, 'discarded'));
  const happened: string[] = [];
  let last = 0;
  const open = (): OpenRuntime => {
    const number = ++last;
    // What is made before it fails is in the way of what was there.
    for (const folder of ['scratch', 'state', 'contexts']) mkdirSync(path.join(dataDir, folder), { recursive: true });
    if (!canOpen(number)) throw new Error(`no world ${number}`);
    happened.push(`open ${number}`);
    const stop = () => void happened.push(`stop ${number}`);
    const close = async () => void happened.push(`close ${number}`);
    return { stop, close } as unknown as OpenRuntime;
  };
  const worlds = new ResettableRuntime({ dataDir, trash, open });
  const files = async () => {
    await trash.close();
    return readFiles(dataDir);
  };
  return { worlds, happened, files };
};

const old = { 'state/a': 'old', 'contexts/c/b': 'old', 'sessions/s/c': 'old' };

it('a world that cannot be begun leaves the old one, which is opened again', async () => {
  const { worlds, happened, files } = await worldsWhere((number) => number !== 2);
  await expect(worlds.reset(() => happened.push('begun'))).rejects.toThrow('no world 2');
  expect(happened).toEqual(['open 1', 'stop 1', 'close 1', 'open 3']);
  worlds.current();
  expect(happened).toHaveLength(4);
  expect(await files()).toEqual(old);
});

it('a world that cannot be opened again either is opened when it is asked for, as soon as it can be', async () => {
  const { worlds, happened, files } = await worldsWhere((number) => number === 1 || number > 4);
  await expect(worlds.reset(() => undefined)).rejects.toThrow('no world 2');
  expect(() => worlds.current()).toThrow('no world 4');
  expect(await worlds.run(async () => 'open to all')).toBe('open to all');
  expect(worlds.current()).toBe(worlds.current());
  expect(happened).toEqual(['open 1', 'stop 1', 'close 1', 'open 5']);
  expect(await files()).toEqual(old);
});

it('a world that is begun is alone, and each one after the other', async () => {
  const { worlds, happened, files } = await worldsWhere(() => true);
  let leave = (): void => undefined;
  const inside = worlds.run(() => new Promise<void>((resolve) => (leave = resolve)));
  const resets = [worlds.reset(() => happened.push('begun')), worlds.reset(() => happened.push('begun'))];
  const late = worlds.run(async () => void happened.push('passed'));
  await Promise.resolve();
  // Those inside are hurried, and waited for.
  await expect.poll(() => happened).toEqual(['open 1', 'stop 1']);
  leave();
  await Promise.all([inside, ...resets, late]);
  expect(happened.slice(2)).toEqual(['close 1', 'open 2', 'begun', 'stop 2', 'close 2', 'open 3', 'begun', 'passed']);
  expect(await files()).toEqual({});
});

it('a world that is closed lets nobody in, after those who came before', async () => {
  const { worlds, happened } = await worldsWhere(() => true);
  const reset = worlds.reset(() => happened.push('begun'));
  const closing = [worlds.close(), worlds.close()];
  const late = worlds.run(async () => 'in');
  await expect(worlds.reset(() => undefined)).rejects.toThrow('The emulator is closed.');
  await expect(late).rejects.toMatchObject({ httpStatus: 503, message: 'The emulator was stopped.' });
  await Promise.all([reset, ...closing]);
  expect(happened).toEqual(['open 1', 'stop 1', 'close 1', 'open 2', 'begun', 'stop 2', 'close 2']);
});
