import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { lastValueFrom } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import { snapshotFromJSON, unwrap } from '../../src/index.js';
import { syncQueue, syncWorker } from '../../src/bullmq/index.js';
import { createSession, emulated, mountPath, writeFiles, type Emulated } from '../support/emulated.js';
import { placeAfter } from '../support/Gate.js';
import { describeWithOwnRedis } from '../support/redis.js';
import { stoppedWorker } from '../support/stoppedWorker.js';

describeWithOwnRedis('a worker that is stopped', (redis) => {
  const connected = () => {
    const client = new Redis(redis().url);
    onTestFinished(() => {
      client.disconnect();
    });
    return client;
  };

  /** Has one sync carried out by a worker that stops somewhere, by another one that finds its locks ended, and by the first again. */
  const stopAt = async (
    { emulator, client, context }: Emulated,
    server: Redis,
    isTooFar: (message: string) => boolean,
  ) => {
    const { session } = unwrap(await createSession(client, context));
    const { sessionId } = session;
    await writeFiles(emulator.sessionFolder(sessionId, mountPath), { 'a.txt': 'a' });
    const options = { prefix: redis().prefix, queue: `syncs-${randomUUID()}` };
    const keys = `${options.prefix}:${options.queue}`;
    const { connection } = redis();
    const triggers = () =>
      emulator.journal.requests.filter(
        ({ operation, fields }) => operation === 'SyncContext' && fields['sessionId'] === sessionId,
      ).length;

    const syncs = syncQueue({ ...options, connection });
    const target = { contextId: context.id, path: mountPath, mode: 'upload' };
    await syncs.add(sessionId, { ...target, retryInterval: 60 }, { id: 'one' });
    const ending = lastValueFrom(syncs.follow$('one'));
    const stopped = await stoppedWorker({ options, redis: redis().url, service: emulator.url, isTooFar });
    const left = async () => (await server.keys(`${keys}*`)).filter((key) => !isKept.test(key.slice(keys.length)));
    const nothingIsLeft = () => expect.poll(left).toEqual([]);
    const at = await Promise.race([stopped.gate.shut, nothingIsLeft().then(() => undefined)]);
    const locks = await Promise.all(['lock', 'stalled-check'].map((name) => server.keys(`${keys}*:${name}`)));
    await server.del(...locks.flat());
    const other = syncWorker(client, { ...options, connection, stalledInterval: 50 });
    const { state } = await ending;
    await expect.poll(async () => (await syncs.queue.getJob('one'))?.finishedOn).toBeDefined();
    const whileStopped = triggers();

    await stopped.close();
    await nothingIsLeft();
    const told = snapshotFromJSON((await syncs.queue.getJob('one'))?.returnvalue).state;
    await other.close();
    await syncs.close();
    return { at, state, told, whileStopped, triggers: triggers() };
  };

  // The messages of a sync, in the order of their places: where others may come in between, an end of it is counted anew.
  const places = [
    { after: /HSETNX|moveToActive/, upTo: 18 },
    { after: /^POST .*SyncContext/, upTo: 12 },
    { after: /"result":/, upTo: 6 },
  ];

  it('is harmful nowhere: others do its work, and it may come back', async () => {
    const world = await emulated({ taskDelay: 100 });
    const server = connected();
    const all = places.flatMap(({ after, upTo }) =>
      Array.from({ length: upTo }, (_, count) => ({ name: `${after} + ${count}`, isTooFar: placeAfter(after, count) })),
    );
    const ends: { readonly name: string; readonly end: Awaited<ReturnType<typeof stopAt>> }[] = [];
    const next = all.values();
    const some = async () => {
      for (const { name, isTooFar } of next) ends.push({ name, end: await stopAt(world, server, isTooFar) });
    };
    await Promise.all([some(), some(), some(), some(), some(), some()]);
    for (const { name, end } of ends) {
      // Between the save and the trigger; it sends it when it comes back.
      const state = end.whileStopped === 0 ? 'unconfirmed' : 'succeeded';
      expect(end, name).toMatchObject({ state, told: state, triggers: 1 });
    }
    const unconfirmed = ends.filter(({ end }) => end.state === 'unconfirmed');
    expect(unconfirmed.length).toBeGreaterThan(0);
    expect(unconfirmed.length).toBeLessThan(6);
    for (const { after } of places)
      expect(ends.filter(({ name, end }) => name.startsWith(`${after}`) && end.at).length).toBeGreaterThan(2);
  });
});

/** What there is when all is over: of BullMQ, and the job of the sync. */
const isKept = /^(?:\.sessions)?:(?:id|meta|events|completed|marker|stalled|stalled-check|limiter|one)$/;
