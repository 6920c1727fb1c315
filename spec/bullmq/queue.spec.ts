import { randomUUID } from 'node:crypto';
import { Job, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { lastValueFrom, toArray } from 'rxjs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { snapshotFromJSON, unwrap } from '../../src/index.js';
import { syncQueue, syncWorker, type SyncWorkerOptions } from '../../src/bullmq/index.js';
import { createSession, emulated, mountPath, writeFiles } from '../support/emulated.js';
import { describeWithRedis } from '../support/redis.js';

describeWithRedis('a queue of syncs', (redis) => {
  const settings = () => ({ ...redis(), queue: `syncs-${randomUUID()}` });
  const startWorker = (client: Parameters<typeof syncWorker>[0], options: SyncWorkerOptions) => {
    const warnings: Error[] = [];
    const worker = syncWorker(client, { ...options, onWarning: (warning) => warnings.push(warning) });
    onTestFinished(() => worker.close());
    return { worker, warnings };
  };
  const startQueue = (options: ReturnType<typeof settings>) => {
    const queue = syncQueue(options);
    onTestFinished(() => queue.close());
    return queue;
  };

  it('has a sync carried out, and tells whoever follows it', async () => {
    const { client, session, folder, emulator } = await emulated({ taskDelay: 300 });
    await writeFiles(folder, { 'a.txt': 'a' });
    const options = settings();
    const { warnings } = startWorker(client, options);
    const queue = startQueue(options);
    await queue.add(session.sessionId, { mode: 'upload', retryInterval: 50 }, { id: 'one' });
    const snapshots = await lastValueFrom(queue.follow$('one').pipe(toArray()));
    expect([...new Set(snapshots.map(({ state }) => state))]).toEqual(['running', 'succeeded']);
    expect(snapshots.at(-1)).toMatchObject({ progress: { total: 1, finished: 1 } });
    await expect.poll(async () => (await queue.queue.getJob('one'))?.finishedOn).toBeDefined();
    const job = await queue.queue.getJob('one');
    expect(snapshotFromJSON(job?.returnvalue)).toEqual(snapshots.at(-1));
    expect(warnings).toEqual([]);
    emulator.verify('SyncContext', 1);
  });

  it('begins no second sync for the same id, while it runs and after', async () => {
    const { client, session, emulator } = await emulated();
    const options = settings();
    startWorker(client, options);
    const queue = startQueue(options);
    const add = () => queue.add(session.sessionId, { retryInterval: 20 }, { id: 'one' });
    await Promise.all([add(), add()]);
    const first = await lastValueFrom(queue.follow$('one'));
    await add();
    expect(await lastValueFrom(queue.follow$('one'))).toEqual(first);
    emulator.verify('SyncContext', 1);
  });

  it('begins a sync of its own where one was removed that had its id', async () => {
    const { client, session, folder, emulator } = await emulated({ taskDelay: 60_000 });
    await writeFiles(folder, { 'a.txt': 'a' });
    const options = settings();
    startWorker(client, options);
    const queue = startQueue(options);
    const add = (mode: string) => queue.add(session.sessionId, { mode, retryInterval: 50 }, { id: 'one' });
    await add('upload');
    await emulator.waitFor('SyncContext');
    await expect.poll(() => queue.queue.remove('one')).toBe(1);
    await add('download');
    const triggers = () => emulator.journal.requests.filter(({ operation }) => operation === 'SyncContext');
    await expect.poll(triggers).toHaveLength(2);
    expect(triggers().map(({ fields }) => fields['mode'])).toEqual(['upload', 'download']);
    await expect
      .poll(async () => (await queue.queue.getJob('one'))?.progress)
      .toMatchObject({ handle: { mode: 'download' } });
    await queue.queue.remove('one');
  });

  it('tells again what could not be told', async () => {
    const { client, session, folder } = await emulated({ taskDelay: 60_000 });
    await writeFiles(folder, { 'a.txt': 'a' });
    const options = settings();
    const tell = vi.spyOn(Job.prototype, 'updateProgress').mockRejectedValueOnce(new Error('Redis was away'));
    onTestFinished(() => tell.mockRestore());
    const { warnings } = startWorker(client, options);
    const queue = startQueue(options);
    await queue.add(session.sessionId, { mode: 'upload', retryInterval: 50, maxRetries: 100_000 }, { id: 'one' });
    await expect.poll(async () => (await queue.queue.getJob('one'))?.progress).toMatchObject({ state: 'running' });
    expect(warnings.map(({ message }) => message)).toEqual(['Redis was away']);
    await queue.queue.remove('one');
  });

  it('asks no more for a sync whose job was removed', async () => {
    const { client, session, folder, emulator } = await emulated({ taskDelay: 60_000 });
    await writeFiles(folder, { 'a.txt': 'a' });
    const options = settings();
    startWorker(client, options);
    const queue = startQueue(options);
    await queue.add(session.sessionId, { mode: 'upload', retryInterval: 50, maxRetries: 100_000 }, { id: 'one' });
    await expect.poll(async () => (await queue.queue.getJob('one'))?.progress).toMatchObject({ state: 'running' });
    await expect.poll(() => queue.queue.remove('one')).toBe(1);
    const sessions = new Queue(`${options.queue}.sessions`, redis());
    onTestFinished(() => sessions.close());
    await expect.poll(() => sessions.getJobCountByTypes('wait', 'prioritized', 'delayed', 'active')).toBe(0);
    emulator.verify('SyncContext', 1);
  });

  it('asks no more for a sync whose job was removed, though another session has its id', async () => {
    const { client, session, context, folder, emulator } = await emulated({ taskDelay: 60_000 });
    const other = unwrap(await createSession(client, context)).session;
    await writeFiles(folder, { 'a.txt': 'a' });
    const options = settings();
    startWorker(client, options);
    const queue = startQueue(options);
    const add = (sessionId: string, retryInterval: number) =>
      queue.add(sessionId, { mode: 'upload', retryInterval, maxRetries: 100 }, { id: 'one' });
    await add(session.sessionId, 500);
    await expect.poll(async () => (await queue.queue.getJob('one'))?.progress).toMatchObject({ state: 'running' });
    await queue.queue.remove('one');
    await add(other.sessionId, 100_000);
    const sessions = new Queue(`${options.queue}.sessions`, redis());
    onTestFinished(() => sessions.close());
    const server = new Redis(options.connection.url);
    onTestFinished(() => {
      server.disconnect();
    });
    const states = sessions.toKey(`states:${session.sessionId}`);
    await expect.poll(() => server.exists(states), { timeout: 5000 }).toBe(0);
    emulator.verify('SyncContext', 1, { sessionId: session.sessionId });
  });

  it('asks once for all syncs of a session', async () => {
    const { client, session, context, emulator, folder } = await emulated({ taskDelay: 300 });
    await writeFiles(folder, { 'a.txt': 'a' });
    const options = settings();
    startWorker(client, options);
    const queue = startQueue(options);
    const target = { contextId: context.id, path: mountPath };
    const add = () => queue.add(session.sessionId, { ...target, mode: 'upload', retryInterval: 200 });
    const jobs = await Promise.all(Array.from({ length: 8 }, add));
    const ends = await Promise.all(jobs.map(({ id = '' }) => lastValueFrom(queue.follow$(id))));
    expect(ends.map(({ state }) => state)).toEqual(Array(8).fill('succeeded'));
    emulator.verify('SyncContext', 8);
    const asked = emulator.journal.requests.filter(({ operation }) => operation === 'GetContextInfo').length;
    const longest = Math.max(...ends.map(({ polls }) => polls));
    // Before the trigger, too; and each began at another moment.
    expect(asked).toBeLessThan(longest + 24);
  });

  it('closes a worker whose trigger waits for its turn, and leaves it to others', async () => {
    const { client, session, folder, emulator } = await emulated();
    await writeFiles(folder, { 'a.txt': 'a' });
    const options = settings();
    const before = emulator.journal.requests.length;
    const { worker } = startWorker(client, { ...options, limiter: { max: 1, duration: 600_000 } });
    const queue = startQueue(options);
    await queue.add(session.sessionId, { mode: 'upload', retryInterval: 50 }, { id: 'one' });
    await expect.poll(() => emulator.journal.requests.length).toBeGreaterThan(before);
    await worker.close();
    expect(emulator.journal.requests.length).toBe(before + 1);
    startWorker(client, options);
    const server = new Redis(options.connection.url);
    await server.del(`${options.prefix}:${options.queue}.sessions:limiter`);
    server.disconnect();
    expect((await lastValueFrom(queue.follow$('one'))).state).toBe('succeeded');
    emulator.verify('SyncContext', 1);
  });
});
