import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newCheckpoint, unwrap, type SyncAdvance, type SyncCheckpoint, type SyncHandle } from '../../src/index.js';
import { emulated, writeFiles, type Emulated } from '../support/emulated.js';
import { newFolder } from '../support/newFolder.js';
import { clientOf, services } from '../support/services.js';

const triggersOf = ({ emulator }: Emulated): number =>
  emulator.journal.requests.filter(({ operation }) => operation === 'SyncContext').length;

it.each(services)('$name: what one client prepared another one triggers, and a third one follows', async (service) => {
  const world = await emulated({}, service);
  const { session, emulator, folder } = world;
  await writeFiles(folder, { 'a.txt': 'a' });
  const another = () => clientOf(service, emulator.url).session(session.sessionId).context;
  const passed = (handle: SyncHandle) => JSON.parse(JSON.stringify(handle)) as SyncHandle;

  const prepared = passed(unwrap(await another().prepare({ mode: 'upload' })).handle);
  expect(triggersOf(world)).toBe(0);
  expect(prepared).toMatchObject({ accepted: false, baseline: [{ taskType: 'download', status: 'Success' }] });
  const triggered = passed(unwrap(await another().trigger(prepared)).handle);
  const end = await another().follow(triggered, { retryInterval: 20 });
  expect(end).toMatchObject({ state: 'succeeded', contextStatusData: [{ taskType: 'upload' }] });
  expect(await another().trigger(triggered)).toMatchObject({ success: false, error: { _tag: 'InvalidRequest' } });
  expect(triggersOf(world)).toBe(1);
});

describe('a sync in a file, whose worker is killed', () => {
  /** Starts a worker, and kills it where it says that it stands there, or when its step is kept. */
  const killedStep = async (world: Emulated, file: string, stopsAt = 'kept') => {
    const { emulator, session } = world;
    const args = ['spec/support/stepProcess.js', emulator.url, session.sessionId, file, stopsAt];
    const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void worker.kill('SIGKILL'));
    const exited = once(worker, 'exit');
    const said = await Promise.race([
      once(createInterface(worker.stdout), 'line').then(([line]) => String(line)),
      exited.then(([code]) => Promise.reject(new Error(`the worker ended by itself: ${String(code)}`))),
    ]);
    worker.kill('SIGKILL');
    await exited;
    return said;
  };
  const storedSync = async (world: Emulated, options = {}): Promise<string> => {
    await writeFiles(world.folder, { 'a.txt': 'a' });
    const file = path.join(await newFolder(), 'sync.json');
    await writeFile(file, JSON.stringify(newCheckpoint({ mode: 'upload', retryInterval: 20, ...options })));
    return file;
  };
  const phaseIn = async (file: string) => (JSON.parse(await readFile(file, 'utf8')) as SyncCheckpoint).phase;
  /** Goes on until the end, each step in a process of its own. */
  const endOf = async (world: Emulated, file: string) => {
    for (;;) {
      const { delay, snapshot } = JSON.parse(await killedStep(world, file)) as SyncAdvance;
      if (delay === undefined) return snapshot;
      await sleep(delay);
    }
  };

  it('between each two steps ends as one that lives', async () => {
    const world = await emulated();
    expect(await endOf(world, await storedSync(world))).toMatchObject({ state: 'succeeded', progress: { total: 1 } });
    expect(triggersOf(world)).toBe(1);
  });

  it.each([
    ['before it is saved', 'beforeSave', 'ready', 1, 'succeeded'],
    ['once it is saved, before it is sent', 'afterSave', 'triggering', 0, 'unconfirmed'],
    ['once it is triggered, before that is kept', 'unkept', 'triggering', 1, 'succeeded'],
  ])('%s, is triggered no second time', async (_, point, phase, triggers, state) => {
    const world = await emulated();
    const file = await storedSync(world);
    await killedStep(world, file);
    expect(await killedStep(world, file, point)).toBe(point);
    expect(await phaseIn(file)).toBe(phase);
    expect(await endOf(world, file)).toMatchObject({ state });
    expect(triggersOf(world)).toBe(triggers);
  });
});
