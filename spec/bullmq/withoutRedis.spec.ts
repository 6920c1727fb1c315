import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { lastValueFrom } from 'rxjs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { syncQueue, syncWorker } from '../../src/bullmq/index.js';
import { emulated, writeFiles } from '../support/emulated.js';
import { describeWithOwnRedis } from '../support/redis.js';

describeWithOwnRedis('without a Redis', (redis) => {
  const settings = (url = redis().url) => ({
    connection: { url },
    prefix: redis().prefix,
    queue: `syncs-${randomUUID()}`,
  });
  const warned = () => {
    const warnings: string[] = [];
    return { warnings, onWarning: ({ message }: Error) => warnings.push(message) };
  };
  const begin = async (url?: string) => {
    const world = await emulated({ taskDelay: 300 });
    await writeFiles(world.folder, { 'a.txt': 'a' });
    const { warnings, onWarning } = warned();
    const options = { ...settings(url), onWarning };
    const worker = syncWorker(world.client, { ...options, lockDuration: 1000, stalledInterval: 100 });
    const queue = syncQueue(options);
    return { ...world, worker, queue, warnings, sessionId: world.session.sessionId };
  };

  it('that was ever there, all can be closed, and nothing was added', async () => {
    const { worker, queue, sessionId } = await begin('/nowhere/redis.sock');
    const adding = queue.add(sessionId);
    await Promise.all([worker.close(), queue.close(), expect(adding).rejects.toThrow()]);
    await expect(queue.add(sessionId)).rejects.toThrow();
  });

  it('that was asked for again and again, all can be closed, and nothing was added', async () => {
    const { worker, queue, sessionId, warnings } = await begin('/nowhere/redis.sock');
    const adding = expect(queue.add(sessionId)).rejects.toThrow();
    const ending = expect(lastValueFrom(queue.follow$('one'))).rejects.toThrow('the queue of syncs was closed');
    await expect.poll(() => warnings.length).toBeGreaterThan(6);
    await Promise.all([worker.close(), queue.close(), adding, ending]);
  });

  it('at first, it is asked for as `connection` says', async () => {
    const retryStrategy = vi.fn(() => 10);
    const queue = syncQueue({
      ...settings('/nowhere/redis.sock'),
      connection: { path: '/nowhere/redis.sock', retryStrategy },
      onWarning: () => undefined,
    });
    await expect.poll(() => retryStrategy.mock.calls).toContainEqual([3]);
    await queue.close();
  });

  it('that was there before, all can be closed, while they work', async () => {
    const { worker, queue, sessionId } = await begin();
    await queue.add(sessionId, { mode: 'upload', retryInterval: 20 }, { id: 'one' });
    const ending = expect(lastValueFrom(queue.follow$('one'))).rejects.toThrow('the queue of syncs was closed');
    await expect.poll(async () => (await queue.queue.getJob('one'))?.progress).not.toBe(0);
    await redis().kill();
    onTestFinished(() => redis().restart());
    await expect.poll(async () => queue.queue.getBackend().client.then(({ status }) => status)).toBe('reconnecting');
    const adding = queue.add(sessionId);
    await Promise.all([worker.close(), queue.close(), expect(adding).rejects.toThrow(), ending]);
  });

  it('for a while, a worker that is closed ends when it is back', async () => {
    const { worker, queue, sessionId } = await begin();
    await queue.add(sessionId, { mode: 'upload', retryInterval: 20 }, { id: 'one' });
    await expect.poll(async () => (await queue.queue.getJob('one'))?.progress).not.toBe(0);
    await redis().kill();
    const closing = Promise.all([worker.close(), queue.close()]);
    await redis().restart();
    await closing;
    // As long as the next attempt may have been off.
    await setTimeout(1500);
    const server = new Redis(redis().url);
    onTestFinished(() => {
      server.disconnect();
    });
    expect(String(await server.client('LIST')).match(/^id=/gm)).toHaveLength(1);
    const other = await begin();
    await other.worker.close();
    await other.queue.close();
  });

  it('that takes what is written, a worker rests, and goes on when it is taken again', async () => {
    const { worker, queue, sessionId, warnings, emulator } = await begin();
    onTestFinished(() => worker.close());
    onTestFinished(() => queue.close());
    const server = new Redis(redis().url);
    onTestFinished(() => {
      server.disconnect();
    });
    await queue.add(sessionId, { mode: 'upload', retryInterval: 20 }, { id: 'one' });
    const ending = lastValueFrom(queue.follow$('one'));
    await expect.poll(async () => (await queue.queue.getJob('one'))?.progress).not.toBe(0);
    await server.config('SET', 'maxmemory', '1');
    await expect.poll(() => warnings.filter((text) => text.startsWith('OOM')).length).toBeGreaterThan(1);
    await server.config('SET', 'maxmemory', '0');
    expect(await ending).toMatchObject({ state: 'succeeded' });
    emulator.verify('SyncContext', 1);
  });
});
