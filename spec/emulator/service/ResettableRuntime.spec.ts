import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { OpenRuntime } from '../../../src/emulator/service/openRuntime.js';
import { Trash } from '../../../src/emulator/state/Trash.js';
import { ResettableRuntime } from '../../../src/emulator/service/ResettableRuntime.js';
import { writeFiles } from '../../support/emulated.js';
import { readFiles } from '../../support/readFiles.js';

/** A runtime that cannot always be opened. */
const runtimeWhere = async (canOpen: (number: number) => boolean) => {
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
    if (!canOpen(number)) throw new Error(`no runtime ${number}`);
    happened.push(`open ${number}`);
    const stop = () => void happened.push(`stop ${number}`);
    const close = async () => void happened.push(`close ${number}`);
    return { stop, close } as unknown as OpenRuntime;
  };
  const runtime = new ResettableRuntime({ dataDir, trash, open });
  const files = async () => {
    await trash.close();
    return readFiles(dataDir);
  };
  return { runtime, happened, files };
};

const old = { 'state/a': 'old', 'contexts/c/b': 'old', 'sessions/s/c': 'old' };

it('a runtime that cannot be begun leaves the old one, which is opened again', async () => {
  const { runtime, happened, files } = await runtimeWhere((number) => number !== 2);
  await expect(runtime.reset(() => happened.push('begun'))).rejects.toThrow('no runtime 2');
  expect(happened).toEqual(['open 1', 'stop 1', 'close 1', 'open 3']);
  runtime.current();
  expect(happened).toHaveLength(4);
  expect(await files()).toEqual(old);
});

it('a runtime that cannot be opened again either is opened when it is asked for, as soon as it can be', async () => {
  const { runtime, happened, files } = await runtimeWhere((number) => number === 1 || number > 4);
  await expect(runtime.reset(() => undefined)).rejects.toThrow('no runtime 2');
  expect(() => runtime.current()).toThrow('no runtime 4');
  expect(await runtime.run(async () => 'open to all')).toBe('open to all');
  expect(runtime.current()).toBe(runtime.current());
  expect(happened).toEqual(['open 1', 'stop 1', 'close 1', 'open 5']);
  expect(await files()).toEqual(old);
});

it('a runtime that is begun is alone, and each one after the other', async () => {
  const { runtime, happened, files } = await runtimeWhere(() => true);
  let leave = (): void => undefined;
  const inside = runtime.run(() => new Promise<void>((resolve) => (leave = resolve)));
  const resets = [runtime.reset(() => happened.push('begun')), runtime.reset(() => happened.push('begun'))];
  const late = runtime.run(async () => void happened.push('passed'));
  await Promise.resolve();
  // Those inside are hurried, and waited for.
  await expect.poll(() => happened).toEqual(['open 1', 'stop 1']);
  leave();
  await Promise.all([inside, ...resets, late]);
  expect(happened.slice(2)).toEqual(['close 1', 'open 2', 'begun', 'stop 2', 'close 2', 'open 3', 'begun', 'passed']);
  expect(await files()).toEqual({});
});

it('a runtime that is closed lets nobody in, after those who came before', async () => {
  const { runtime, happened } = await runtimeWhere(() => true);
  const reset = runtime.reset(() => happened.push('begun'));
  const closing = [runtime.close(), runtime.close()];
  const late = runtime.run(async () => 'in');
  await expect(runtime.reset(() => undefined)).rejects.toThrow('The emulator is closed.');
  await expect(late).rejects.toMatchObject({ httpStatus: 503, message: 'The emulator was stopped.' });
  await Promise.all([reset, ...closing]);
  expect(happened).toEqual(['open 1', 'stop 1', 'close 1', 'open 2', 'begun', 'stop 2', 'close 2']);
});
