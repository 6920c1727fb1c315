import { describe, expect, it } from 'vitest';
import { startId } from '../../src/web/server/startId.js';

describe('the id of a sync that a page starts', () => {
  const target = { contextId: 'c', path: '/p', mode: 'upload' };

  it('is the same where the same is asked for again, and no other', async () => {
    const ids = await Promise.all([
      startId('s-1', 'key', target),
      startId('s-1', 'key', { ...target }),
      startId('s-2', 'key', target),
      startId('s-1', 'other', target),
      startId('s-1', 'key', { ...target, contextId: 'd' }),
      startId('s-1', 'key', { ...target, path: '/q' }),
      startId('s-1', 'key', { ...target, mode: 'download' }),
      startId('s-1', 'key', {}),
    ]);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(7);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([null, ''])('is one that nobody can guess where the key is %j', async (key) => {
    const ids = await Promise.all([startId('s-1', key, target), startId('s-1', key, target)]);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });
});
