import { firstValueFrom, lastValueFrom, Subject, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { SyncSnapshot } from '../../src/index.js';
import type { StoredSync } from '../../src/web/index.js';
import { followings } from '../../src/web/server/followings.js';
import type { KeptSyncs } from '../../src/web/server/KeptSyncs.js';
import { underwayOf } from '../support/snapshots.js';

const running = underwayOf();
const succeeded = { ...running, state: 'succeeded', done: true, success: true } as unknown as SyncSnapshot;

describe('the syncs that pages look at', () => {
  const begin = (known: StoredSync | undefined) => {
    const kept: StoredSync[] = [];
    const syncs = { get: () => Promise.resolve(known), keep: (_: string, sync: StoredSync) => kept.push(sync) };
    const follow = followings(syncs as unknown as KeptSyncs);
    const snapshots = new Subject<SyncSnapshot>();
    let begun = 0;
    const look = (): Observable<unknown> =>
      follow('one', () => {
        begun += 1;
        return snapshots;
      });
    return { kept, snapshots, look, begun: () => begun };
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
  const { handle } = running;

  it('are followed once for all who look, and kept where their handle is another, or they have ended', async () => {
    const { kept, snapshots, look, begun } = begin({ handle });
    const ends = [look(), look()].map((told) => lastValueFrom(told.pipe(toArray())));
    await settled();
    expect(begun()).toBe(1);
    snapshots.next(running);
    expect(kept).toEqual([]);
    const newer = { ...running, handle: { ...handle, seen: [] } };
    snapshots.next(newer);
    snapshots.next(newer);
    expect(kept).toEqual([{ handle: newer.handle }]);
    expect(await firstValueFrom(look())).toEqual(newer);
    snapshots.next(succeeded);
    snapshots.complete();
    expect(await Promise.all(ends)).toEqual(Array(2).fill([running, newer, newer, succeeded]));
    expect(kept[1]).toMatchObject({ handle, result: expect.stringContaining('succeeded') as string });
    expect(begun()).toBe(1);
  });

  it('are not followed for nobody, and anew for who looks again', async () => {
    const { snapshots, look, begun } = begin({ handle });
    const looking = look().subscribe();
    await settled();
    expect(snapshots.observed).toBe(true);
    looking.unsubscribe();
    expect(snapshots.observed).toBe(false);
    const again = look().subscribe();
    await settled();
    expect(begun()).toBe(2);
    again.unsubscribe();
  });

  it('are what was kept of their end, without being followed', async () => {
    const { look, begun } = begin({ handle, result: '{"state":"failed"}' });
    expect(await lastValueFrom(look())).toEqual({ state: 'failed' });
    expect(begun()).toBe(0);
  });

  it.each([[undefined], [{}]])('end in an error where of them %j is kept', async (known) => {
    await expect(lastValueFrom(begin(known).look())).rejects.toThrow('It is not kept any more.');
  });
});
