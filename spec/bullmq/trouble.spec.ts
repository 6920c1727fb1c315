import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { filter, firstValueFrom, lastValueFrom, Subject } from 'rxjs';
import { expect, it } from 'vitest';
import type { JournaledRequest } from '../../src/emulator/index.js';
import { describeWithOwnRedis } from '../support/redis.js';
import { givenSyncs, syncFleet, type GivenSync } from '../support/syncFleet.js';

const adding = path.resolve(import.meta.dirname, '../support/addSyncProcess.js');

describeWithOwnRedis('workers in trouble', (redis) => {
  const begin = async (sessions: number) => {
    const requests = new Subject<JournaledRequest>();
    const fleet = await syncFleet(redis(), 3, { emulator: { onRequest: (request) => requests.next(request) } });
    const given = await givenSyncs(fleet.agb, fleet.emulator, sessions);
    const add = (syncs: readonly GivenSync[]) =>
      Promise.all(syncs.map(({ id, sessionId, options }) => fleet.syncs.add(sessionId, options, { id })));
    /** Each ends with the truth, and was triggered once; gives those of which it is not known. */
    const checkEnds = async () => {
      const ends = await Promise.all(
        given.map(async (sync) => ({ ...sync, end: await lastValueFrom(fleet.syncs.follow$(sync.id)) })),
      );
      const known = ends.filter(({ end }) => end.state !== 'unconfirmed');
      expect(known.map(({ id, end }) => [id, end.state])).toEqual(known.map(({ id, truth }) => [id, truth]));
      const triggers = fleet.emulator.journal.requests
        .filter(({ operation, httpStatus }) => operation === 'SyncContext' && httpStatus !== 429)
        .map(({ fields }) => `${fields['sessionId']} ${fields['contextId'] ?? 'all'}`);
      expect(new Set(triggers).size).toBe(triggers.length);
      return { triggers, unconfirmed: ends.length - known.length };
    };
    const triggered = () => firstValueFrom(requests.pipe(filter(({ operation }) => operation === 'SyncContext')));
    return { ...fleet, given, add, checkEnds, requests, triggered };
  };

  it('trigger what two processes add at once one time', async () => {
    const { given, queue, checkEnds } = await begin(5);
    const options = { connection: redis().connection, prefix: redis().prefix, queue };
    const add = () => promisify(execFile)(process.execPath, [adding, JSON.stringify({ options, given })]);
    await Promise.all([add(), add()]);
    const { triggers, unconfirmed } = await checkEnds();
    expect([triggers.length, unconfirmed]).toEqual([given.length, 0]);
  });

  it('go on where Redis is killed, and started again', async () => {
    const { given, add, checkEnds, triggered } = await begin(5);
    const isTriggered = triggered();
    await add(given);
    await isTriggered;
    await redis().restart();
    const { triggers, unconfirmed } = await checkEnds();
    expect([triggers.length, unconfirmed]).toEqual([given.length, 0]);
  });

  it('are not harmed by one that hangs for longer than its lock, and comes back', async () => {
    const { given, add, checkEnds, triggered, workers } = await begin(5);
    const isTriggered = triggered();
    await add(given);
    await isTriggered;
    workers[0]?.hang();
    const { unconfirmed } = await checkEnds();
    workers[0]?.goOn();
    const afterwards = await checkEnds();
    console.log(`${given.length} syncs, ${unconfirmed} unconfirmed of one that hung`);
    expect(afterwards.unconfirmed).toBe(unconfirmed);
  });

  it('wait where the service throttles the key, and trigger each sync once', async () => {
    const { given, add, checkEnds, emulator } = await begin(5);
    for (const operation of ['GetContextInfo', 'SyncContext'])
      emulator.trouble({ operation, httpStatus: 429, retryAfter: 1, times: 3 });
    await add(given);
    const { triggers, unconfirmed } = await checkEnds();
    expect([triggers.length, unconfirmed]).toEqual([given.length, 0]);
    emulator.verify('SyncContext', 3, { httpStatus: 429 });
  });
});
