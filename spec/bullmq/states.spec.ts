import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { lastValueFrom } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import { newCheckpoint } from '../../src/index.js';
import { syncQueue, syncWorker } from '../../src/bullmq/index.js';
import { sessionStates } from '../../src/bullmq/sessionStates.js';
import { emulated, writeFiles } from '../support/emulated.js';
import { describeWithRedis } from '../support/redis.js';

describeWithRedis('the states of the syncs of a session', (redis) => {
  /** A sync of a session that goes on as others left it, and one more; the first by the id `one`. */
  const stored = async (state: string) => {
    const world = await emulated();
    await writeFiles(world.folder, { 'a.txt': 'a' });
    const { sessionId } = world.session;
    const options = { ...redis(), queue: `syncs-${randomUUID()}` };
    const server = new Redis(options.connection.url);
    const syncs = syncQueue(options);
    onTestFinished(async () => {
      server.disconnect();
      await syncs.close();
    });
    const states = `${options.prefix}:${options.queue}.sessions:states:${sessionId}`;
    await server.hset(states, 'one', state);
    await syncs.add(sessionId, { retryInterval: 20 }, { id: 'one' });
    await syncs.add(sessionId, { retryInterval: 20, mode: 'upload' }, { id: 'other' });
    const worker = syncWorker(world.client, options);
    onTestFinished(() => worker.close());
    return { ...world, syncs, states, server };
  };

  it.each([
    ['no JSON', '{', 'it is no JSON'],
    ['nothing', 'null', 'it is no state of a sync'],
    ['empty', '{}', 'it is no state of a sync'],
    ['without a handle', { phase: 'following' }, 'checkpoint.handle'],
    ['without options', { options: undefined }, 'checkpoint.options'],
    ['of no known phase', { phase: 'done' }, 'checkpoint.phase'],
    ['due at no time', { dueAt: 'soon' }, 'checkpoint.dueAt'],
    ['of no version', { version: undefined }, 'checkpoint.version'],
  ])('end unconfirmed where one is %s, and it keeps no other', async (_, state, why) => {
    const text = typeof state === 'string' ? state : JSON.stringify({ checkpoint: { ...newCheckpoint(), ...state } });
    const { syncs, emulator } = await stored(text);
    expect((await lastValueFrom(syncs.follow$('other'))).state).toBe('succeeded');
    const end = await lastValueFrom(syncs.follow$('one'));
    expect(end).toMatchObject({ state: 'unconfirmed', progress: { total: 0 } });
    expect(end.errorMessage).toContain(why);
    await expect.poll(async () => (await syncs.queue.getJob('one'))?.finishedOn).toBeDefined();
    emulator.verify('SyncContext', 1);
  });

  it('wait where one is of a later release, and it keeps no other', async () => {
    const later = JSON.stringify({ checkpoint: { version: 2, phase: 'asleep' } });
    const { syncs, states, server, emulator } = await stored(later);
    expect((await lastValueFrom(syncs.follow$('other'))).state).toBe('succeeded');
    await expect.poll(async () => server.hgetall(states)).toEqual({ one: later });
    expect((await syncs.queue.getJob('one'))?.finishedOn).toBeUndefined();
    emulator.verify('SyncContext', 1);
  });

  it.each([
    ['of a job that was added later', { added: 7, checkpoint: {} }, 5, 1],
    ['of that job', { added: 7, checkpoint: {} }, 7, 0],
    ['of which nobody knows the job', { checkpoint: {} }, 7, 0],
    ['asked for whatever its job', { added: 7, checkpoint: {} }, undefined, 0],
    ['that cannot be read', '{', 7, 0],
  ])('that are removed, with one %s', async (_, state, added, left) => {
    const name = `syncs-${randomUUID()}`;
    const syncs = new Queue(name, redis());
    const sessions = new Queue(`${name}.sessions`, redis());
    const server = new Redis(redis().connection.url);
    onTestFinished(async () => {
      server.disconnect();
      await Promise.all([syncs.close(), sessions.close()]);
    });
    const key = sessions.toKey('states:s-1');
    await server.hset(key, 'one', typeof state === 'string' ? state : JSON.stringify(state));
    await sessionStates(syncs, sessions).remove('s-1', 'one', added);
    expect(await server.hlen(key)).toBe(left);
  });
});
