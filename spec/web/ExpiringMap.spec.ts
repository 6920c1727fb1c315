import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExpiringMap } from '../../src/web/server/ExpiringMap.js';

describe('what is kept for a while', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => vi.useRealTimers());

  it('is there until its time is over, counted from when it was set last', () => {
    const map = new ExpiringMap<string>(100);
    map.set('a', 'A');
    vi.advanceTimersByTime(60);
    map.set('b', 'B');
    map.set('a', 'again');
    vi.advanceTimersByTime(99);
    expect([map.get('a'), map.get('b')]).toEqual(['again', 'B']);
    vi.advanceTimersByTime(1);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([undefined, undefined, undefined]);
  });

  it('is gone when it was deleted', () => {
    const map = new ExpiringMap<string>(100);
    map.set('a', 'A');
    map.delete('a');
    expect(map.get('a')).toBeUndefined();
  });
});
