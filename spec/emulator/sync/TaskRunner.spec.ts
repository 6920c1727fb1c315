import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Arrival } from '../../../src/emulator/contexts/ArrivalTimes.js';
import { EntryLog } from '../../../src/emulator/state/EntryLog.js';
import type { KeptEntry } from '../../../src/emulator/sync/SyncManifest.js';
import type { SyncJob } from '../../../src/emulator/sync/SyncJob.js';
import { SyncThread } from '../../../src/emulator/sync/SyncThread.js';
import { TaskRunner } from '../../../src/emulator/sync/TaskRunner.js';
import type { ThreadedJob } from '../../../src/emulator/sync/threadMessages.js';
import { writeFiles } from '../../support/emulated.js';
import { newFolder } from '../../support/newFolder.js';
import { readFiles } from '../../support/readFiles.js';
import { syncJob } from '../../support/syncJob.js';

const program = path.resolve(import.meta.dirname, '../../../dist/cjs/emulator/syncThread.js');
const filesNamed = (count: number, size = 1) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index % 7}/${index}`, `${index}`.repeat(size)]));

const world = async (more: Partial<SyncJob> = {}) => {
  const root = await newFolder();
  const [here, there, scratch, known] = ['here', 'there', 'scratch', 'known'].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const folder of [here, scratch, known]) await mkdir(folder, { recursive: true });
  const stopping = new AbortController();
  const job = syncJob({ root, here, there, scratch }, stopping.signal, more);
  const log = () => new EntryLog<KeptEntry>({ folder: known, id: 'm', isLasting: false });
  return { job, log, here, there, scratch, stopping };
};

/** A runner whose thread notes what it is asked for, and does nothing. */
const noting = () => {
  const asked: ThreadedJob[] = [];
  const thread = {
    run: (job: ThreadedJob) => Promise.resolve(void asked.push(structuredClone(job))),
    close: () => Promise.resolve(),
  };
  return { asked, runner: new TaskRunner(thread) };
};

describe('a task', () => {
  it('is done among the requests where it is small', async () => {
    const { job, log, here, there } = await world();
    const { asked, runner } = noting();
    // Folders that are young are looked through twice.
    await writeFiles(here, filesNamed(95));
    await runner.run(job, log());
    expect([await readFiles(there), asked]).toEqual([filesNamed(95), []]);
  });

  it.each([
    ['many files', filesNamed(300), 200],
    ['large ones', { a: 'a', b: 'b'.repeat(20 << 20), c: 'c' }, 1],
  ])('is left to a thread where it turns out to have %s, and nothing is done twice', async (_, files, most) => {
    const { job, log, here, there, scratch } = await world();
    const { asked, runner } = noting();
    await writeFiles(here, files);
    await runner.run(job, log());
    const copied = Object.keys(await readFiles(there)).sort();
    expect(copied.length).toBe(most);
    expect([...log().load().keys()].filter((file) => file in files).sort()).toEqual(copied);
    expect(await readdir(scratch)).toEqual([]);
    expect(asked).toMatchObject([{ taskType: 'upload', sessionDir: here, contextDir: there, scratch }]);
  });

  it('is left to a thread at once where much is known, or others run', async () => {
    const { job, log, here, there } = await world();
    const { asked, runner } = noting();
    log().add(new Map([['a', { here: 'x'.repeat(70_000), there: '' }]]));
    await runner.run(job, log());
    expect(asked.length).toBe(1);
    const others = await world();
    await writeFiles(others.here, filesNamed(20));
    await writeFiles(here, filesNamed(20));
    const fresh = () => new EntryLog<KeptEntry>({ folder: others.scratch, id: 'other', isLasting: false });
    await Promise.all([1, 2, 3, 4].map(() => runner.run(others.job, fresh())));
    expect([asked.length, await readdir(path.dirname(there))]).toEqual([3, expect.not.arrayContaining(['there'])]);
  });

  it('that is stopped, or fails, is not begun again', async () => {
    const { job, log, here, stopping } = await world({ only: 'none' });
    const { asked, runner } = noting();
    await writeFiles(here, filesNamed(20));
    await expect(runner.run(job, log())).rejects.toThrow('There is nothing to sync at this path.');
    stopping.abort();
    await expect(runner.run({ ...job, only: '' }, log())).rejects.toThrow('aborted');
    expect(asked).toEqual([]);
  });
});

describe('a thread for files', () => {
  const threaded = async (more?: Partial<SyncJob>) => {
    const { job, ...others } = await world(more);
    const thread = new SyncThread(program);
    onTestFinished(() => thread.close());
    const runner = new TaskRunner(thread);
    return { job, runner, thread, ...others };
  };

  it('syncs both ways, with holes, large files and deletions', async () => {
    const { job, log, runner, here, there, scratch } = await threaded();
    const files = { ...filesNamed(500), large: 'x'.repeat(3_000_000), larger: 'ab'.repeat(9 << 20) };
    await writeFiles(here, files);
    await runner.run(job, log());
    expect(await readFiles(there)).toEqual(files);
    await writeFiles(there, { '0/0': 'changed there' });
    await runner.run({ ...job, taskType: 'download' }, log());
    expect(await readFiles(here)).toEqual({ ...files, '0/0': 'changed there' });
    await runner.run({ ...job, sessionDir: here, only: '' }, log());
    expect(await readFiles(there)).toEqual({ ...files, '0/0': 'changed there' });
    expect(await readdir(scratch)).toEqual([]);
  });

  it('tells what came to the context, and when', async () => {
    const told: Arrival[] = [];
    const { job, log, runner, here, stopping } = await threaded({ onArrivals: (arrivals) => told.push(...arrivals) });
    const scratch = { ...job.scratch, signal: stopping.signal, clock: () => 7 };
    await writeFiles(here, filesNamed(500));
    await runner.run({ ...job, scratch }, log());
    expect(new Set(told.map(({ file: { ino } }) => ino)).size).toBe(500);
    expect(new Set(told.map(({ at }) => at))).toEqual(new Set([7]));
  });

  it('tells why it could not, and is there again after it ended', async () => {
    const { job, log, runner, thread, here, there } = await threaded();
    await writeFiles(here, filesNamed(500));
    await writeFiles(there, { '0': 'no folder' });
    await expect(runner.run(job, log())).rejects.toThrow('EEXIST, a file that was not synced is in its place: 0');
    await thread.close();
    await expect(runner.run(job, log())).rejects.toThrow('EEXIST, a file that was not synced is in its place: 0');
    const running = runner.run(job, log());
    await thread.close();
    await expect(running).rejects.toThrow('The thread for files ended.');
  });

  it('stops when it is told to, and what it did is known', async () => {
    const { job, log, runner, here, there, scratch, stopping } = await threaded();
    await writeFiles(here, filesNamed(1200));
    const running = runner.run({ ...job, fileDelay: 1, onArrivals: () => stopping.abort() }, log());
    await expect(running).rejects.toThrow('aborted');
    const copied = Object.keys(await readFiles(there));
    expect(copied.length).toBeLessThan(1200);
    expect([...log().load().keys()].filter((file) => file.includes('/')).sort()).toEqual(copied.sort());
    expect(await readdir(scratch)).toEqual([]);
  });
});
