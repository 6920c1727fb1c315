import { describe, expect, it } from 'vitest';
import { hasEnded, KeptSyncs } from '../../src/web/server/KeptSyncs.js';
import type { StoredSync } from '../../src/web/index.js';

const sync = (requestId: string, result?: string): StoredSync => ({
  handle: { version: 1, sessionId: 's-1', requestId, triggeredAt: 1, accepted: true },
  ...(result === undefined ? {} : { result }),
});

/** A store whose writes end when it is told so. */
const slowStore = () => {
  const stored = new Map<string, StoredSync>();
  const writes: { readonly sync: StoredSync; readonly end: () => void; readonly fail: () => void }[] = [];
  const set = (id: string, value: StoredSync) =>
    new Promise<void>((resolve, reject) => {
      const end = (): void => {
        stored.set(id, value);
        resolve();
      };
      const fail = (): void => {
        reject(new Error('it is down'));
      };
      writes.push({ sync: value, end, fail });
    });
  const get = (id: string) => Promise.resolve(stored.get(id));
  return { stored, writes, store: { get, set } };
};

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the syncs of a store', () => {
  it('are known before they are stored, and after', async () => {
    const { store, writes, stored } = slowStore();
    const syncs = new KeptSyncs(store);
    syncs.keep('one', sync('a'));
    expect(await syncs.get('one')).toEqual(sync('a'));
    await settled();
    writes[0]?.end();
    await settled();
    stored.set('one', sync('of another server'));
    expect(await syncs.get('one')).toEqual(sync('of another server'));
    expect(await syncs.get('other')).toBeUndefined();
  });

  it('are written one at a time, of those that wait the last one', async () => {
    const { store, writes } = slowStore();
    const syncs = new KeptSyncs(store);
    for (const requestId of ['a', 'b', 'c']) {
      syncs.keep('one', sync(requestId));
      await settled();
    }
    expect(writes.map((write) => write.sync)).toEqual([sync('a')]);
    writes[0]?.end();
    await settled();
    expect(writes.map((write) => write.sync)).toEqual([sync('a'), sync('c')]);
    writes[1]?.end();
    await settled();
    expect(writes).toHaveLength(2);
    syncs.keep('one', sync('d'));
    await settled();
    expect(writes.at(-1)?.sync).toEqual(sync('d'));
  });

  it('are known where they cannot be stored, and tried again with what is seen next', async () => {
    const { store, writes } = slowStore();
    const syncs = new KeptSyncs(store);
    syncs.keep('one', sync('a'));
    await settled();
    writes[0]?.fail();
    await settled();
    expect(await syncs.get('one')).toEqual(sync('a'));
    syncs.keep('one', sync('b'));
    await settled();
    expect(writes.at(-1)?.sync).toEqual(sync('b'));
  });

  it('are not put in the place of an end that another server knows, but by an end', async () => {
    const { store, writes, stored } = slowStore();
    const syncs = new KeptSyncs(store);
    stored.set('one', sync('a', '{}'));
    syncs.keep('one', sync('b'));
    await settled();
    expect(writes).toEqual([]);
    expect(await syncs.get('one')).toEqual(sync('a', '{}'));
    syncs.keep('one', sync('b', '{"state":"failed"}'));
    await settled();
    expect(writes.map((write) => write.sync)).toEqual([sync('b', '{"state":"failed"}')]);
  });

  it('have ended where a text says how', () => {
    const ends = [undefined, sync('a'), { ...sync('a'), result: null as never }, sync('a', ''), sync('a', '{}')];
    expect(ends.map(hasEnded)).toEqual([false, false, false, true, true]);
  });
});
