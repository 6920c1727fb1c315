import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import {
  bufferCount,
  concatMap,
  from,
  interval,
  lastValueFrom,
  merge,
  Subject,
  type Observable,
  take,
  takeUntil,
  timer,
  zip,
} from 'rxjs';
import { expect, it } from 'vitest';
import type { JournaledRequest } from '../../src/emulator/index.js';
import { describeWithOwnRedis } from '../support/redis.js';
import { givenSyncs, syncFleet } from '../support/syncFleet.js';

const isLong = process.env['EXPLORE'] !== undefined;

describeWithOwnRedis('workers that are killed', (redis) => {
  it('trigger each sync once, and tell the truth of it', async () => {
    const seed = isLong ? Date.now() : 1;
    const random = xoroshiro128plus(seed);
    const requests = new Subject<JournaledRequest>();
    const triggers: string[] = [];
    requests.subscribe(({ operation, fields }) => {
      if (operation === 'SyncContext') triggers.push(`${fields['sessionId']} ${fields['contextId'] ?? 'all'}`);
    });
    const { emulator, syncs, workers, agb } = await syncFleet(redis(), 3, {
      emulator: { onRequest: (request) => requests.next(request) },
    });
    const given = await givenSyncs(agb, emulator, isLong ? 72 : 15);

    let kills = 0;
    const isOver = new Subject<void>();
    // For a minute; else so often that each is killed once or twice, however fast this machine is.
    const moments: Observable<unknown> = isLong
      ? interval(700).pipe(takeUntil(merge(isOver, timer(60_000))))
      : requests.pipe(bufferCount(25), take(5), takeUntil(isOver));
    const killing = lastValueFrom(
      moments.pipe(
        concatMap(async () => {
          const worker = workers[uniformInt(random, 0, workers.length - 1)];
          await worker?.kill();
          kills++;
          await worker?.start();
        }),
      ),
      { defaultValue: undefined },
    );
    const times: Observable<unknown> = isLong ? interval(55_000 / given.length) : from(given);
    const added = zip(given, times).pipe(
      concatMap(([{ id, sessionId, options }]) => syncs.add(sessionId, options, { id })),
    );
    await lastValueFrom(added);
    const ends = await Promise.all(
      given.map(async (sync) => ({ ...sync, end: await lastValueFrom(syncs.follow$(sync.id)) })),
    );
    isOver.next();
    await killing;

    const unconfirmed = ends.filter(({ end }) => end.state === 'unconfirmed');
    console.log(
      `${ends.length} syncs, ${triggers.length} triggers, ${kills} killed, ${unconfirmed.length} unconfirmed (seed ${seed})`,
    );
    expect(new Set(triggers).size, 'triggered once').toBe(triggers.length);
    for (const { id, truth, end } of ends.filter((one) => !unconfirmed.includes(one)))
      expect(`${id} ${end.state} ${end.errorMessage}`).toMatch(`${id} ${truth}`);
    // Of a worker that died between the save and the proof.
    for (const { end } of unconfirmed) expect(end.errorMessage).toContain('not known whether the trigger arrived');
    expect(kills).toBeGreaterThan(isLong ? 40 : 4);
  });
});
