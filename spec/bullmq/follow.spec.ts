import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import { snapshotFromJSON, snapshotToJSON, type SyncSnapshot } from '../../src/index.js';
import { syncQueue, syncWorker } from '../../src/bullmq/index.js';
import { emulated, writeFiles } from '../support/emulated.js';
import { describeWithRedis } from '../support/redis.js';

describeWithRedis('those who follow a sync', (redis) => {
  const settings = () => ({ ...redis(), queue: `syncs-${randomUUID()}` });
  const opened = (options: ReturnType<typeof settings>) => {
    const syncs = syncQueue(options);
    onTestFinished(() => syncs.close());
    return syncs;
  };
  const handle = { version: 1, sessionId: 's', requestId: 'r', triggeredAt: 1, accepted: true } as const;
  const factsAt = (polls: number) => ({
    requestId: 'r',
    contextStatusData: [],
    progress: { total: 0, finished: 0, failed: 0 },
    polls,
    elapsed: polls,
    errorMessage: '' as const,
    handle,
  });
  const underway = (polls: number): SyncSnapshot => ({
    ...factsAt(polls),
    state: 'pending',
    done: false,
    success: false,
  });
  const over: SyncSnapshot = { ...factsAt(9), state: 'succeeded', done: true, success: true };

  it('see the same end in each process, and begin with the newest snapshot', async () => {
    const { client, session, folder, emulator } = await emulated({ taskDelay: 300 });
    await writeFiles(folder, { 'a.txt': 'a' });
    const options = settings();
    const syncs = opened(options);
    await syncs.add(session.sessionId, { mode: 'upload', retryInterval: 50 }, { id: 'one' });
    const early = lastValueFrom(syncs.follow$('one').pipe(toArray()));
    const worker = syncWorker(client, options);
    onTestFinished(() => worker.close());
    await firstValueFrom(syncs.follow$('one'));
    const late = await lastValueFrom(opened(options).follow$('one').pipe(toArray()));
    const seen = await early;
    expect(seen.map(({ state }) => state)).toEqual(['running', 'running', 'succeeded'].slice(-seen.length));
    expect(seen.slice(-late.length)).toEqual(late);
    expect(await lastValueFrom(opened(options).follow$('one').pipe(toArray()))).toEqual(seen.slice(-1));
    emulator.verify('SyncContext', 1);
  });

  it('are told each snapshot once, and none that is older than what they have', async () => {
    const syncs = opened(settings());
    const job = await syncs.add('s', {}, { id: 'one' });
    const tell = (snapshot: SyncSnapshot) => job.updateProgress(snapshotToJSON(snapshot));
    await tell(underway(1));
    const ended = lastValueFrom(syncs.follow$('one').pipe(toArray()));
    await firstValueFrom(syncs.follow$('one'));
    for (const polls of [1, 2, 2, 1, 3]) await tell(underway(polls));
    await tell(over);
    expect((await ended).map(({ polls }) => polls)).toEqual([1, 2, 3, 9]);
  });

  it('go on where a job was tried again', async () => {
    const options = settings();
    const syncs = opened(options);
    const job = await syncs.add('s', {}, { id: 'one' });
    const server = new Redis(options.connection.url);
    // As BullMQ leaves it.
    await server.hset(`${options.prefix}:${options.queue}:one`, 'failedReason', 'Redis was away for a moment');
    server.disconnect();
    await job.updateProgress(snapshotToJSON(over));
    expect(await lastValueFrom(syncs.follow$('one'))).toEqual(snapshotFromJSON(snapshotToJSON(over)));
  });

  it('miss nothing that is told while their connection begins', async () => {
    const syncs = opened(settings());
    const job = await syncs.add('s', {}, { id: 'one' });
    await job.updateProgress(snapshotToJSON(underway(1)));
    const ended = new Promise<SyncSnapshot>((resolve, reject) => {
      let last: SyncSnapshot | undefined;
      syncs.follow$('one').subscribe({
        next: (snapshot) => {
          last = snapshot;
          if (!snapshot.done) void job.updateProgress(snapshotToJSON(over));
        },
        error: reject,
        complete: () => {
          if (last) resolve(last);
        },
      });
    });
    expect((await ended).state).toBe('succeeded');
  });

  it('miss nothing where the stream of events was cut off before they came', async () => {
    const syncs = opened(settings());
    const job = await syncs.add('s', {}, { id: 'one' });
    await job.updateProgress(snapshotToJSON(underway(1)));
    await syncs.queue.trimEvents(0);
    const first = await firstValueFrom(syncs.follow$('one'));
    await job.updateProgress(snapshotToJSON(over));
    await syncs.queue.trimEvents(0);
    const last = await lastValueFrom(syncs.follow$('one').pipe(toArray()));
    expect([first, ...last].map(({ polls }) => polls)).toEqual([1, 9]);
  });

  it('end with an error where the queue is closed, or the job removed', async () => {
    const syncs = syncQueue(settings());
    const job = await syncs.add('s', {}, { id: 'one' });
    await syncs.add('s', {}, { id: 'other' });
    const removed = expect(lastValueFrom(syncs.follow$('one'))).rejects.toThrow('`id` must be of a sync');
    const closed = expect(lastValueFrom(syncs.follow$('other'))).rejects.toThrow('closed');
    await job.updateProgress(snapshotToJSON(underway(1)));
    await firstValueFrom(syncs.follow$('one'));
    await job.remove();
    await removed;
    await syncs.close();
    await closed;
    await expect(lastValueFrom(syncs.follow$('one'))).rejects.toThrow('closed');
  });

  it.each(['meta', 'events', 'wait', '1', 'a:b', ''])('are refused the id %j', async (id) => {
    await expect(opened(settings()).add('s', {}, { id })).rejects.toThrow('`id` must be');
  });
});
