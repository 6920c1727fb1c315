import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { toStore } from '../../src/web/page/toStore.js';

describe('a store', () => {
  it('subscribes at once, and once for all', () => {
    const stream = new Subject<string>();
    const store = toStore(stream);
    expect(stream.observed).toBe(true);
    expect(store.getSnapshot()).toBeUndefined();
    const [one, two]: [string[], string[]] = [[], []];
    store.subscribe((value) => one.push(value));
    stream.next('a');
    store.subscribe((value) => two.push(value));
    stream.next('b');
    expect([one, two]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(store.getSnapshot()).toBe('b');
  });

  it('tells nobody who left, but another one with the same function', () => {
    const stream = new Subject<string>();
    const store = toStore(stream);
    const told: string[] = [];
    const listener = (value: string) => void told.push(value);
    const leave = store.subscribe(listener);
    store.subscribe(listener);
    leave();
    leave();
    stream.next('a');
    expect(told).toEqual(['a']);
  });

  it('tells of a value that is undefined', () => {
    const stream = new Subject<undefined>();
    const store = toStore(stream);
    stream.next(undefined);
    const told: unknown[] = [];
    store.subscribe((value) => told.push(value));
    expect(told).toEqual([undefined]);
  });

  it('ends when it is closed, and keeps what it has', () => {
    const stream = new Subject<string>();
    const store = toStore(stream);
    stream.next('a');
    store.close();
    expect(stream.observed).toBe(false);
    expect(store.getSnapshot()).toBe('a');
  });
});
